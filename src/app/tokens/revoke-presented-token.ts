import type { Caller } from '../../domain/caller.ts'
import { hasTokenShape } from '../../domain/credential.ts'
import { statesNoRecord } from '../../domain/stated-claims.ts'
import { tokenUrn } from '../../domain/token-id.ts'
import { tokenState } from '../../domain/token-record.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Authorize } from '../access/authorize.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { Clock } from '../ports/core.ts'
import type { HashToken, TokenStore } from '../ports/tokens.ts'
import type { RevokeToken } from './revoke-token.ts'

/**
 * Revokes a presented token for its actor, its owner, or who holds MANAGE_ACCESS_TOKENS (RFC 7009 §2.1). Nothing
 * happens to what is no token, unknown, or another's that is not accepted any more (§2.2). Errors: FORBIDDEN for
 * another's that is, and the attempt is remembered; UNSUPPORTED_TOKEN_TYPE for what states that it is in no store, so
 * that nobody takes it for revoked (§2.2.1).
 */
export type RevokePresentedToken = (caller: Caller, token: string) => Promise<void>

export interface RevokePresentedTokenPorts {
  store: Pick<TokenStore, 'find'>
  hashToken: HashToken
  revoke: RevokeToken
  authorize: Authorize
  requirePrivilege: RequirePrivilege
  clock: Clock
}

export function makeRevokePresentedToken(ports: RevokePresentedTokenPorts): RevokePresentedToken {
  const { store, hashToken, revoke, authorize, requirePrivilege, clock } = ports
  return async (caller, token) => {
    const callerUrn = caller.principal.actorUrn
    const { allowed: managesAll } = await authorize(callerUrn, 'MANAGE_ACCESS_TOKENS')
    const record = hasTokenShape(token) ? await store.find(hashToken(token)) : undefined
    if (record === undefined) {
      if (statesNoRecord(token)) throw new ServiceError('UNSUPPORTED_TOKEN_TYPE')
      return
    }
    if (!managesAll && record.actorUrn !== callerUrn && record.ownerUrn !== callerUrn) {
      if (tokenState(record, clock.now()) !== 'active') return
      const subject = tokenUrn(record.id)
      await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.revoke', subject })
    }
    await revoke(caller, record.id)
  }
}
