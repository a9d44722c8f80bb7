import type { RequirePrivilege } from '../../app/access/require-privilege.ts'
import type { IssueToken, TokenRequest } from '../../app/tokens/issue-token.ts'
import type { ListAccessTokens } from '../../app/tokens/list-access-tokens.ts'
import type { RevokeToken } from '../../app/tokens/revoke-token.ts'
import type { TokenMetadata } from '../../app/tokens/token-metadata.ts'
import type { Caller } from '../../domain/caller.ts'
import { Secret } from '../../domain/secret.ts'
import type { TokenView } from '../../domain/token-record.ts'
import { corpuserId } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Resolvers } from '../resolvers.ts'
import { userReference } from './entities.ts'
import { forCallers } from './refusal.ts'
import { relationshipsOf } from './relationships.ts'
import { sliceOf } from './slice.ts'

export interface AccessTokenResolversOptions {
  issue: IssueToken
  /** As DataHub revokes (`makeRevokeAccessToken`). */
  revoke: RevokeToken
  listAccessTokens: ListAccessTokens
  metadataOf: TokenMetadata
  requirePrivilege: RequirePrivilege
}

interface CreateInput {
  type: 'PERSONAL' | 'SERVICE_ACCOUNT'
  actorUrn: string
  duration?: TokenRequest['duration'] | null
  durationIso?: string | null
  name: string
  description?: string | null
}

/** Access tokens (resolvers/auth of datahub-graphql-core). */
export function makeAccessTokenResolvers(options: AccessTokenResolversOptions): Resolvers {
  const { issue, revoke, listAccessTokens, metadataOf, requirePrivilege } = options

  /** Only for oneself (GetAccessTokenResolver.java): who manages tokens has `createAccessToken` for others. */
  async function refuseOther(caller: Caller, actorUrn: string): Promise<void> {
    if (actorUrn === caller.principal.actorUrn) return
    const about = corpuserId(actorUrn) === undefined ? {} : { subject: actorUrn }
    await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.create', ...about })
    throw new ServiceError('FORBIDDEN')
  }

  return {
    Query: {
      // DataHub answers with a token that nobody can revoke; this one is in the store like every other.
      getAccessToken: forCallers(async ({ input }, caller) => {
        const { type, actorUrn, duration } = input
        await refuseOther(caller, actorUrn)
        const { token } = await issue(caller, { type, actorUrn, duration, name: 'getAccessToken' })
        return { accessToken: token.reveal(), metadata: null }
      }),
      listAccessTokens: forCallers(async ({ input }, caller) => {
        const { start, count } = sliceOf(input)
        const { items, total } = await listAccessTokens(caller, {
          start,
          count,
          filters: input.filters ?? [],
        })
        return { start, count, total, tokens: items.map(tokenMetadata) }
      }),
      getAccessTokenMetadata: forCallers(async ({ token }, caller) =>
        tokenMetadata(await metadataOf(caller, new Secret(token))),
      ),
    },
    Mutation: {
      createAccessToken: forCallers(async ({ input }, caller) => {
        const { token, metadata } = await issue(caller, requestOf(input))
        return { accessToken: token.reveal(), metadata: tokenMetadata(metadata) }
      }),
      revokeAccessToken: forCallers(async ({ tokenId }, caller) => {
        await revoke(caller, tokenId)
        return true
      }),
    },
  }
}

function requestOf({ type, actorUrn, duration, durationIso, name, description }: CreateInput): TokenRequest {
  // AccessTokenDurationPolicy.java's text.
  if ((duration == null) === (durationIso == null)) {
    throw new ServiceError('INVALID_REQUEST', {
      detail: 'Exactly one of duration or durationIso must be provided when creating an access token',
    })
  }
  return {
    type,
    actorUrn,
    name,
    ...(duration == null ? {} : { duration }),
    ...(durationIso == null ? {} : { durationIso }),
    ...(description == null ? {} : { description }),
  }
}

function tokenMetadata({ type: _, lastUsedAt: __, state: ___, ...view }: TokenView) {
  return {
    __typename: 'AccessTokenMetadata',
    ...view,
    type: 'ACCESS_TOKEN',
    owner: userReference(view.ownerUrn),
    relationships: relationshipsOf([]),
  }
}
