import type { Caller } from '../../domain/caller.ts'
import { parseTokenId } from '../../domain/token-id.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Authorize } from '../access/authorize.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { TokenStore } from '../ports/tokens.ts'
import type { LastUseRecord, LastUseStore } from '../ports/uses.ts'
import { aboutToken, findOwnToken } from './read-tokens.ts'

/** The last use of a token by id, in either spelling, as far as it is written. */
export interface ReadLastUse {
  /** Of a token that the caller may see. Errors: NOT_FOUND, alike for unknown ids and for others' tokens. */
  own(caller: Caller, id: string): Promise<LastUseRecord>
  /** Of any token, for who manages them. Errors: FORBIDDEN, NOT_FOUND. */
  any(caller: Caller, id: string): Promise<LastUseRecord>
}

export interface ReadLastUsePorts {
  store: LastUseStore
  tokens: Pick<TokenStore, 'find'>
  authorize: Authorize
  requirePrivilege: RequirePrivilege
}

export function makeReadLastUse(ports: ReadLastUsePorts): ReadLastUse {
  const { store, tokens, authorize, requirePrivilege } = ports

  async function read(tokenId: string | undefined): Promise<LastUseRecord> {
    const found = tokenId === undefined ? undefined : await store.find(tokenId)
    if (found === undefined)
      throw new ServiceError('NOT_FOUND', { detail: 'There is no token with this id.' })
    return found
  }

  return {
    own: async (caller, id) => read((await findOwnToken({ store: tokens, authorize }, caller, id)).id),
    async any(caller, id) {
      await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.last-use', ...aboutToken(id) })
      return read(parseTokenId(id))
    },
  }
}
