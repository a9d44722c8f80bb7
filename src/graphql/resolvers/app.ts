import type { Authorize } from '../../app/access/authorize.ts'
import type { Users } from '../../app/directory/directory.ts'
import type { Caller } from '../../domain/caller.ts'
import { PRIVILEGES, type Privilege } from '../../domain/privilege.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../resolvers.ts'
import { corpUser, userReference } from './entities.ts'

export interface AppResolversOptions {
  authorize: Authorize
  users: Pick<Users, 'get'>
  /** Whether users sign in with passwords of ours. */
  nativeUsers: boolean
  /** Whether DataHub's authentication is on (`METADATA_SERVICE_AUTH_ENABLED`). */
  tokenAuthEnabled: boolean
}

/** DataHub's flags by the privilege that each stands for (MeResolver.java), as far as the privilege is ours. */
const FLAGS: Readonly<Record<string, Privilege>> = {
  generatePersonalAccessTokens: 'GENERATE_PERSONAL_ACCESS_TOKENS',
  manageTokens: 'MANAGE_ACCESS_TOKENS',
  manageIdentities: 'MANAGE_USERS_AND_GROUPS',
  manageUserCredentials: 'MANAGE_USER_CREDENTIALS',
  manageServiceAccounts: 'MANAGE_SERVICE_ACCOUNTS',
  managePolicies: 'MANAGE_POLICIES',
}

const TOKEN_FLAGS = ['generatePersonalAccessTokens', 'manageTokens']

// By managePolicies DataHub's page shows roles and invitations, which are the directory's, beside policies.
const DIRECTORY_FLAGS = [
  'manageIdentities',
  'manageUserCredentials',
  'manageServiceAccounts',
  'managePolicies',
]

/**
 * Sub-fields that are answered here where a DataHub answers the rest: what tokens depend on, and who may keep users,
 * groups, roles and service accounts where these are kept here.
 */
export function appOverlays({
  ownDirectory,
}: {
  ownDirectory: boolean
}): ReadonlyMap<'Query.me' | 'Query.appConfig', readonly string[]> {
  const flags = ownDirectory ? [...TOKEN_FLAGS, ...DIRECTORY_FLAGS] : TOKEN_FLAGS
  return new Map([
    ['Query.me', flags.map((flag) => `platformPrivileges.${flag}`)],
    ['Query.appConfig', ['authConfig.tokenAuthEnabled', 'policiesConfig.enabled']],
  ])
}

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
  'viewManageTags',
  'manageApplications',
  'manageFeatures',
  'manageHomePageTemplates',
  'manageDocuments',
]

/** `me` (MeResolver.java) and `appConfig` (AppConfigResolver.java), of the caller alone. */
export function makeAppResolvers(options: AppResolversOptions): Resolvers {
  const { authorize, users, nativeUsers, tokenAuthEnabled } = options

  function me(_: unknown, { caller }: GraphqlContext) {
    if (caller === null) throw new ServiceError('UNAUTHENTICATED')
    const { actorUrn } = caller.principal
    return { corpUser: () => corpUserOf(caller), platformPrivileges: () => flagsOf(actorUrn) }
  }

  /** A service account is nobody in the list of users, and is somebody all the same. */
  async function corpUserOf(caller: Caller) {
    const { actorUrn } = caller.principal
    try {
      return corpUser(await users.get(caller, actorUrn), nativeUsers)
    } catch (error) {
      if (error instanceof ServiceError && error.code === 'NOT_FOUND') return userReference(actorUrn)
      throw error
    }
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
