import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeListAccessTokens } from '../../src/app/tokens/list-access-tokens.ts'
import { makeRevokeAccessToken } from '../../src/app/tokens/revoke-access-token.ts'
import { makeTokenMetadata } from '../../src/app/tokens/token-metadata.ts'
import { usesGmsDirectory } from '../../src/config/directory-rules.ts'
import { usesGmsPolicies } from '../../src/config/policy-rules.ts'
import { makeGraphql } from '../../src/graphql/make-graphql.ts'
import type { RootField } from '../../src/graphql/ownership.ts'
import { makeAccessTokenResolvers } from '../../src/graphql/resolvers/access-tokens.ts'
import { appOverlays, makeAppResolvers } from '../../src/graphql/resolvers/app.ts'
import { makePolicyResolvers } from '../../src/graphql/resolvers/policies.ts'
import { makeRoleResolvers } from '../../src/graphql/resolvers/roles.ts'
import { makeServiceAccountResolvers } from '../../src/graphql/resolvers/service-accounts.ts'
import { makeUserResolvers } from '../../src/graphql/resolvers/users.ts'
import type { Resolvers } from '../../src/graphql/resolvers.ts'
import { TYPE_DEFS } from '../../src/graphql/schema/index.ts'

// Everybody's profile, which DataHub shows to everybody: a matter of metadata where there is a DataHub.
const PROFILES: readonly RootField[] = ['Query.corpUser', 'Query.corpGroup']

// Where policies are kept. What they grant is decided here, wherever they are from.
const KEPT_POLICIES: readonly RootField[] = [
  'Query.listPolicies',
  'Mutation.createPolicy',
  'Mutation.updatePolicy',
  'Mutation.deletePolicy',
]

/**
 * DataHub's GraphQL: tokens, and what policies grant, are always answered for here, users, groups, roles, service accounts
 * and policies where they are kept here, and everything else by a DataHub behind us, but for what `appOverlays` keeps.
 */
export default fp(
  async (core) => {
    const resolvers = merged(resolversOf(core))
    const hasGms = core.settings.GMS_URL !== undefined
    const ownDirectory = !usesGmsDirectory(core.settings)
    const ownPolicies = !usesGmsPolicies(core.settings)
    const overlaid: ReadonlyMap<RootField, readonly string[]> = appOverlays({ ownDirectory, ownPolicies })
    const left = new Set([
      ...overlaid.keys(),
      ...(hasGms ? PROFILES : []),
      ...(ownPolicies ? [] : KEPT_POLICIES),
    ])
    const fields = Object.entries(resolvers).flatMap(([type, ours]) =>
      Object.keys(ours).map((field) => `${type}.${field}` as RootField),
    )
    core.decorate(
      'graphql',
      makeGraphql({
        typeDefs: TYPE_DEFS,
        resolvers,
        ownership: { ours: new Set(fields.filter((field) => !left.has(field))), overlaid },
        callGms: hasGms ? core.gmsCall : undefined,
        guard: core.gmsGuard,
      }),
    )
  },
  { name: 'graphql', dependencies: ['gms', 'policies', 'directory', 'tokens'] },
)

function resolversOf(core: FastifyInstance): Resolvers[] {
  const { authorize, requirePrivilege, directory, settings, stores, tokens } = core
  const clock = systemClock
  const listAccessTokens = makeListAccessTokens({
    lists: stores.tokenLists,
    authorize,
    requirePrivilege,
    clock,
  })
  const { hashToken } = core.keys
  const metadataOf = makeTokenMetadata({ store: stores.tokens, hashToken, requirePrivilege, clock })
  const revoke = makeRevokeAccessToken(tokens.revoke, { requirePrivilege })
  const nativeUsers = settings.AUTH_NATIVE_ENABLED
  const always = [
    makeAppResolvers({
      authorize,
      users: directory.users,
      nativeUsers,
      tokenAuthEnabled: settings.METADATA_SERVICE_AUTH_ENABLED,
      policiesEnabled: settings.AUTH_POLICIES_ENABLED,
    }),
    makeAccessTokenResolvers({ issue: tokens.issue, revoke, listAccessTokens, metadataOf, requirePrivilege }),
    makePolicyResolvers({ policies: core.policyAdmin, access: core.access }),
  ]
  if (usesGmsDirectory(settings)) return always
  return [
    ...always,
    makeUserResolvers({ directory, nativeUsers }),
    makeRoleResolvers({ roles: directory.roles, policies: core.policyAdmin }),
    makeServiceAccountResolvers(directory),
  ]
}

function merged(parts: readonly Resolvers[]): Resolvers {
  return {
    Query: Object.assign({}, ...parts.map(({ Query }) => Query)),
    Mutation: Object.assign({}, ...parts.map(({ Mutation }) => Mutation)),
  }
}
