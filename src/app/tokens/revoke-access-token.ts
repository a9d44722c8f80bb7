import { ServiceError } from '../../errors/service-error.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import { aboutToken } from './read-tokens.ts'
import type { RevokeToken } from './revoke-token.ts'

/**
 * DataHub's revoke (RevokeAccessTokenResolver.java), which refuses who is neither creator, subject nor manager, whether
 * there is such a token or not; either is remembered alike. Errors: FORBIDDEN; NOT_FOUND for who manages tokens.
 */
export function makeRevokeAccessToken(
  revoke: RevokeToken,
  { requirePrivilege }: { requirePrivilege: RequirePrivilege },
): RevokeToken {
  return async (caller, id) => {
    try {
      await revoke(caller, id)
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'NOT_FOUND')
        await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.revoke', ...aboutToken(id) })
      throw error
    }
  }
}
