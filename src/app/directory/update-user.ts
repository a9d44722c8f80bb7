import type { ActorStatus } from '../../domain/actor.ts'
import type { AuditAction } from '../../domain/audit.ts'
import type { Caller } from '../../domain/caller.ts'
import type { UserChanges, Users } from './directory.ts'
import { aboutUrn, foundMember, notThere } from './found.ts'
import { checkNotOneself } from './not-oneself.ts'
import type { DirectoryPorts } from './ports.ts'
import { checkedProfile } from './profile.ts'
import { userView } from './views.ts'

const BECOMES: Record<ActorStatus, AuditAction> = { ACTIVE: 'user.reactivate', SUSPENDED: 'user.suspend' }

/** Changes what there is to a user but the password, in one transaction. */
export function makeUpdateUser(ports: DirectoryPorts): Pick<Users, 'update' | 'setStatus'> {
  const { store, transactions, actors, requirePrivilege, auditRecordOf, clock } = ports

  async function change(caller: Caller, urn: string, { status, ...changes }: UserChanges): Promise<void> {
    const what = status === undefined ? 'user.update' : BECOMES[status]
    await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what, ...aboutUrn(urn) })
    const profile = checkedProfile(changes)
    await foundMember(store, 'USER', urn)
    if (status === 'SUSPENDED') checkNotOneself(caller, urn, 'suspended')
    const changed = Object.keys(profile)
    const update = auditRecordOf(caller, { action: 'user.update', subject: urn, details: { changed } })
    const move = status && auditRecordOf(caller, { action: BECOMES[status], subject: urn })

    const now = clock.now()
    const done = await transactions.change(async ({ directory, sessions, audit }) => {
      if (changed.length > 0) {
        if (!(await directory.updateProfile(urn, profile))) return false
        audit.append(update)
      }
      if (status !== undefined && move !== undefined && (await directory.setStatus(urn, status))) {
        // At both ends: a session that began while its user was being suspended does not come back to life.
        sessions.endByActor(urn, now)
        audit.append(move)
      }
      return true
    })
    actors.forget()
    if (!done) throw notThere('USER')
  }

  return {
    async update(caller, urn, changes) {
      await change(caller, urn, changes)
      return userView(await foundMember(store, 'USER', urn))
    },
    setStatus: (caller, urn, status) => change(caller, urn, { status }),
  }
}
