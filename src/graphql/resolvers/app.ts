import type { Authorize } from '../../app/access/authorize.ts'
import type { Users } from '../../app/directory/directory.ts'
import type { Caller } from '../../domain/caller.ts'
import { platformPrivileges, resourcePrivileges } from '../../domain/policy/privilege-table.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolvers } from '../resolvers.ts'
import { corpUser, userReference } from './entities.ts'
import { platformFlags } from './platform-flags.ts'

export interface AppResolversOptions {
  authorize: Authorize
  users: Pick<Users, 'get'>
  /** Whether users sign in with passwords of ours. */
  nativeUsers: boolean
  /** Whether DataHub's authentication is on (`METADATA_SERVICE_AUTH_ENABLED`). */
  tokenAuthEnabled: boolean
  /** Whether policies decide anything (`AUTH_POLICIES_ENABLED`). */
  policiesEnabled: boolean
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
 * groups, roles, service accounts and policies where these are kept here.
 */
export function appOverlays({
  ownDirectory,
  ownPolicies,
}: {
  ownDirectory: boolean
  ownPolicies: boolean
}): ReadonlyMap<'Query.me' | 'Query.appConfig', readonly string[]> {
  const flags = new Set([
    ...TOKEN_FLAGS,
    ...(ownDirectory ? DIRECTORY_FLAGS : []),
    ...(ownPolicies ? ['managePolicies'] : []),
  ])
  return new Map([
    ['Query.me', [...flags].map((flag) => `platformPrivileges.${flag}`)],
    ['Query.appConfig', ['authConfig.tokenAuthEnabled', 'policiesConfig.enabled']],
  ])
}

/** `me` (MeResolver.java) and `appConfig` (AppConfigResolver.java), of the caller alone. */
export function makeAppResolvers(options: AppResolversOptions): Resolvers {
  const { authorize, users, nativeUsers, tokenAuthEnabled, policiesEnabled } = options

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

  const flagsOf = (actorUrn: string) => platformFlags((...asked) => authorize(actorUrn, ...asked))

  const appConfig = () => ({
    authConfig: { tokenAuthEnabled },
    policiesConfig: {
      enabled: policiesEnabled,
      platformPrivileges: platformPrivileges(),
      resourcePrivileges: resourcePrivileges(),
    },
    identityManagementConfig: { enabled: true },
  })

  return { Query: { me, appConfig }, Mutation: {} }
}
