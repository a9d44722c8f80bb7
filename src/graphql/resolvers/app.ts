import type { Authorize } from '../../app/authorize.ts'
import { PRIVILEGES, type Privilege } from '../../domain/privilege.ts'
import { corpuserId } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../resolvers.ts'

export interface AppResolversOptions {
  authorize: Authorize
  /** Whether DataHub's authentication is on (`METADATA_SERVICE_AUTH_ENABLED`). */
  tokenAuthEnabled: boolean
}

/** DataHub's flags by the privilege that each stands for (MeResolver.java), as far as the privilege is ours. */
const FLAGS: Readonly<Record<string, Privilege>> = {
  generatePersonalAccessTokens: 'GENERATE_PERSONAL_ACCESS_TOKENS',
  manageTokens: 'MANAGE_ACCESS_TOKENS',
  manageIdentities: 'MANAGE_USERS_AND_GROUPS',
  manageUserCredentials: 'MANAGE_USER_CREDENTIALS',
  managePolicies: 'MANAGE_POLICIES',
}

/** Sub-fields that are answered here where a DataHub answers the rest: what tokens depend on. */
export const APP_OVERLAYS: ReadonlyMap<'Query.me' | 'Query.appConfig', readonly string[]> = new Map([
  ['Query.me', ['platformPrivileges.generatePersonalAccessTokens', 'platformPrivileges.manageTokens']],
  ['Query.appConfig', ['authConfig.tokenAuthEnabled']],
])

const ALL_FLAGS = [
  'viewAnalytics',
  'createDomains',
  'manageDomains',
  'manageIngestion',
  'manageSecrets',
  'viewTests',
  'manageTests',
  'manageGlossaries',
  'createTags',
  'manageTags',
  'manageGlobalViews',
  'manageOwnershipTypes',
  'manageGlobalAnnouncements',
  'createBusinessAttributes',
  'manageBusinessAttributes',
  'manageStructuredProperties',
  'viewStructuredPropertiesPage',
]

/** `me` (MeResolver.java) and `appConfig` (AppConfigResolver.java), of the caller alone. */
export function makeAppResolvers({ authorize, tokenAuthEnabled }: AppResolversOptions): Resolvers {
  function me(_: unknown, { caller }: GraphqlContext) {
    if (caller === null) throw new ServiceError('UNAUTHENTICATED')
    const { actorUrn } = caller.principal
    return { corpUser: corpUserOf(actorUrn), platformPrivileges: () => flagsOf(actorUrn) }
  }

  function flagsOf(actorUrn: string) {
    const ours = Object.entries(FLAGS).map(([flag, privilege]): [string, unknown] => [
      flag,
      async () => (await authorize(actorUrn, privilege)).allowed,
    ])
    // Of features of DataHub's that there are none of here.
    return Object.fromEntries([...ALL_FLAGS.map((flag): [string, unknown] => [flag, false]), ...ours])
  }

  const appConfig = () => ({
    authConfig: { tokenAuthEnabled },
    policiesConfig: {
      enabled: true,
      platformPrivileges: Object.entries(PRIVILEGES).map(([type, displayName]) => ({ type, displayName })),
      resourcePrivileges: [],
    },
    identityManagementConfig: { enabled: true },
  })

  return { Query: { me, appConfig }, Mutation: {} }
}

function corpUserOf(urn: string) {
  const username = corpuserId(urn) ?? urn
  const properties = { active: true, displayName: username }
  return {
    __typename: 'CorpUser',
    urn,
    type: 'CORP_USER',
    username,
    properties,
    info: properties,
    status: 'ACTIVE',
    exists: true,
    relationships: { start: 0, count: 0, total: 0, relationships: [] },
  }
}
