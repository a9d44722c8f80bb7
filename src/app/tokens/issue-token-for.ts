import type { Caller } from '../../domain/caller.ts'
import type { Authorize } from '../access/authorize.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { IssuedToken, IssueToken, TokenRequest } from './issue-token.ts'

export interface IssuedTokenFor extends IssuedToken {
  /** Whether the caller may look at everybody's tokens, not only at this one as its owner. */
  managesAll: boolean
}

/**
 * Makes a token for another user or a service account, by who administers them: MANAGE_ACCESS_TOKENS, or for a service
 * account MANAGE_SERVICE_ACCOUNTS. Errors: as `IssueToken`; FORBIDDEN also for the caller's own token without
 * MANAGE_ACCESS_TOKENS.
 */
export type IssueTokenFor = (
  caller: Caller,
  request: TokenRequest & { actorUrn: string },
  idempotencyKey?: string,
) => Promise<IssuedTokenFor>

export interface IssueTokenForPorts {
  issue: IssueToken
  authorize: Authorize
  requirePrivilege: RequirePrivilege
}

export function makeIssueTokenFor({ issue, authorize, requirePrivilege }: IssueTokenForPorts): IssueTokenFor {
  return async (caller, request, idempotencyKey) => {
    const { actorUrn } = caller.principal
    if (request.actorUrn === actorUrn)
      await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', {
        what: 'token.create',
        subject: actorUrn,
        instead: 'Make tokens for yourself with POST /v1/tokens.',
      })
    // Asked first: what fails after the token was made would keep it from its caller for ever.
    const { allowed: managesAll } = await authorize(actorUrn, 'MANAGE_ACCESS_TOKENS')
    return { ...(await issue(caller, request, idempotencyKey)), managesAll }
  }
}
