import type { Caller } from '../../domain/caller.ts'
import type { Secret } from '../../domain/secret.ts'
import { type TokenView, tokenView } from '../../domain/token-record.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { Clock } from '../ports/core.ts'
import type { HashToken, TokenStore } from '../ports/tokens.ts'

/**
 * Whose a token is that somebody has found (GetAccessTokenMetadataResolver.java). Privilege: MANAGE_ACCESS_TOKENS. The
 * token itself is not looked at, only its id: one that has expired has its owner still. A revoked one is not found, as
 * DataHub deletes its record. Errors: FORBIDDEN, NOT_FOUND.
 */
export type TokenMetadata = (caller: Caller, token: Secret) => Promise<TokenView>

export interface TokenMetadataPorts {
  store: Pick<TokenStore, 'find'>
  hashToken: HashToken
  requirePrivilege: RequirePrivilege
  clock: Clock
}

export function makeTokenMetadata({
  store,
  hashToken,
  requirePrivilege,
  clock,
}: TokenMetadataPorts): TokenMetadata {
  return async (caller, token) => {
    await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.metadata' })
    const record = await store.find(hashToken(token.reveal()))
    if (record === undefined || record.revokedAt !== null)
      throw new ServiceError('NOT_FOUND', { detail: 'This token is not in the store.' })
    return tokenView(record, clock.now())
  }
}
