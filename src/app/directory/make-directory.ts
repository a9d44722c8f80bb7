import { isServiceAccountUrn } from '../../domain/chosen-id.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { GmsServiceAccounts } from '../ports/gms-directory.ts'
import { makeAcceptRole } from './accept-role.ts'
import { makeCreateUser } from './create-user.ts'
import { makeDebugAccess } from './debug-access.ts'
import type { Directory, Roles } from './directory.ts'
import { makeGroupMembers } from './group-members.ts'
import { makeGroups } from './groups.ts'
import { makeInvites } from './invites.ts'
import type { DirectoryPorts } from './ports.ts'
import { makeReadUsers } from './read-users.ts'
import { makeRemoveUser } from './remove-user.ts'
import { makeCreateResetToken } from './reset-tokens.ts'
import { makeRoles } from './roles.ts'
import { makeServiceAccounts } from './service-accounts.ts'
import { makeServiceAccountsAtGms } from './service-accounts-at-gms.ts'
import { makeUpdateUser } from './update-user.ts'

/** The directory that is kept here. */
export function makeDirectory(ports: DirectoryPorts): Directory {
  return {
    users: {
      ...makeReadUsers(ports),
      ...makeUpdateUser(ports),
      create: makeCreateUser(ports),
      remove: makeRemoveUser(ports),
      createResetToken: makeCreateResetToken(ports),
      debugAccess: makeDebugAccess(ports),
    },
    groups: { ...makeGroups(ports), ...makeGroupMembers(ports) },
    roles: { ...makeRoles(ports), ...makeInvites(ports), accept: makeAcceptRole(ports) },
    serviceAccounts: makeServiceAccounts(ports),
  }
}

/**
 * The directory where users, groups and roles are DataHub's: all that is done with them is refused with KEPT_IN_DATAHUB,
 * so that nobody believes to have changed what is not looked at. Service accounts stay here, with their roles, and DataHub
 * is told of them.
 */
export function makeDirectoryBesideDataHub(
  ports: DirectoryPorts,
  gmsServiceAccounts: GmsServiceAccounts,
): Directory {
  const { users, groups, roles, serviceAccounts } = makeDirectory(ports)
  const refusedRoles = refused(roles)
  const assign: Roles['assign'] = (caller, roleUrn, actorUrns) =>
    (actorUrns.every(isServiceAccountUrn) ? roles : refusedRoles).assign(caller, roleUrn, actorUrns)
  return {
    users: refused(users),
    groups: refused(groups),
    roles: { ...refusedRoles, assign },
    serviceAccounts: makeServiceAccountsAtGms(serviceAccounts, gmsServiceAccounts),
  }
}

function refused<Part extends object>(part: Part): Part {
  const refuse = async () => {
    throw new ServiceError('KEPT_IN_DATAHUB')
  }
  return Object.fromEntries(Object.keys(part).map((name) => [name, refuse])) as Part
}
