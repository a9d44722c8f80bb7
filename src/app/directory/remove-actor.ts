import type { Caller } from '../../domain/caller.ts'
import type { DirectoryPorts } from './ports.ts'

/**
 * Removes a user or a service account with what they could act by: sessions end, tokens are revoked for ever. When it
 * returns, this process accepts nothing of them any more. `false`: somebody else has removed them meanwhile.
 */
export type RemoveActor = (
  caller: Caller,
  urn: string,
  action: 'user.remove' | 'service-account.remove',
) => Promise<boolean>

export function makeRemoveActor(ports: DirectoryPorts): RemoveActor {
  const { transactions, actors, tokenLookup, auditRecordOf, digestOfIds, clock } = ports
  return async (caller, urn, action) => {
    const now = clock.now()
    const removed = await transactions.change(async ({ directory, tokens, sessions, audit }) => {
      if (!(await directory.removeUser(urn, now))) return false
      sessions.endByActor(urn, now)
      const revoked = await tokens.revokeByActor(urn, now)
      const details = { revoked: { count: revoked.length, digest: digestOfIds(revoked) } }
      audit.append(auditRecordOf(caller, { action, subject: urn, details }))
      return true
    })
    actors.forget()
    tokenLookup.forgetAll()
    return removed
  }
}
