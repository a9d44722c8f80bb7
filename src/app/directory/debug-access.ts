import { applyingPolicies } from '../../domain/policy/evaluate.ts'
import { corpuserId } from '../../domain/urn.ts'
import type { Users } from './directory.ts'
import { aboutUrn, notThere } from './found.ts'
import type { DirectoryPorts } from './ports.ts'

/** As DebugAccessResolver.java; what resource owners have is not in it, for it differs from resource to resource. */
export function makeDebugAccess(ports: DirectoryPorts): Users['debugAccess'] {
  const { store, policies, requirePrivilege } = ports
  return async (caller, urn) => {
    await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'user.access', ...aboutUrn(urn) })
    const member = corpuserId(urn) === undefined ? undefined : await store.findMember(urn)
    if (member === undefined) throw notThere('USER')
    const { groups, roles } = member
    const byGroup = await store.findRoles(groups)
    const rolesViaGroups = distinct([...byGroup.values()].flat())
    const allRoles = distinct([...roles, ...rolesViaGroups])
    const applying = applyingPolicies(policies.current().policies, { urn, groups, roles: allRoles })
    return {
      roles,
      groups,
      groupsWithRoles: [...byGroup.keys()].sort(),
      rolesViaGroups,
      allRoles,
      policies: applying.map((policy) => policy.urn),
      privileges: distinct(applying.flatMap(({ info }) => info.privileges)),
    }
  }
}

function distinct(texts: readonly string[]): string[] {
  return [...new Set(texts)].sort()
}
