import { ServiceError } from '../../errors/service-error.ts'
import type { Roles } from './directory.ts'
import type { DirectoryPorts } from './ports.ts'

export function makeAcceptRole(ports: DirectoryPorts): Roles['accept'] {
  const { store, transactions, actors, auditRecordOf, digest } = ports
  return async (caller, inviteToken) => {
    const { actorUrn } = caller.principal
    if ((await actors.find(actorUrn))?.kind === 'SERVICE_ACCOUNT')
      throw new ServiceError('CONFLICT', {
        detail: 'A service account takes no role by an invite token. An administrator assigns it one.',
      })
    const invite = await store.findInviteRole(digest(inviteToken.reveal()))
    if (invite === undefined) throw new ServiceError('INVITE_INVALID')
    const { roleUrn } = invite
    const act = auditRecordOf(caller, { action: 'role.accept', subject: actorUrn, details: { roleUrn } })
    await transactions.change(({ directory, audit }) => {
      directory.setRole([actorUrn], roleUrn)
      audit.append(act)
    })
    actors.forget()
  }
}
