import type { Users } from './directory.ts'
import { aboutUrn, foundMember, notThere } from './found.ts'
import { checkNotOneself } from './not-oneself.ts'
import type { DirectoryPorts } from './ports.ts'
import { makeRemoveActor } from './remove-actor.ts'

export function makeRemoveUser(ports: DirectoryPorts): Users['remove'] {
  const { store, requirePrivilege } = ports
  const removeActor = makeRemoveActor(ports)
  return async (caller, urn) => {
    await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'user.remove', ...aboutUrn(urn) })
    await foundMember(store, 'USER', urn)
    checkNotOneself(caller, urn, 'removed')
    if (!(await removeActor(caller, urn, 'user.remove'))) throw notThere('USER')
  }
}
