import type { Authorize } from './authorize.ts'
import type { Clock, TokenStore } from './ports.ts'
import { findOwnToken } from './read-tokens.ts'
import type { TokenLookup } from './token-lookup.ts'

/**
 * Revokes a token by id, in either spelling. Repeating it is no error. When it returns, this process accepts the token
 * no more, nor does any other once its copy of the record has aged out. Errors: NOT_FOUND.
 */
export type RevokeToken = (callerUrn: string, id: string) => Promise<void>

export interface RevokeTokenPorts {
  store: Pick<TokenStore, 'find' | 'revoke'>
  lookup: Pick<TokenLookup, 'refuse'>
  authorize: Authorize
  clock: Clock
}

export function makeRevokeToken({ store, lookup, authorize, clock }: RevokeTokenPorts): RevokeToken {
  return async (callerUrn, id) => {
    const record = await findOwnToken({ store, authorize }, callerUrn, id)
    await store.revoke(record.id, clock.now())
    await lookup.refuse(record.id)
  }
}
