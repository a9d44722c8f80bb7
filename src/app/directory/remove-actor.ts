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
  const { transactions, actors, tokenLookup, auditRecordOf, clock } = ports
  return async (caller, urn, action) => {
    const now = clock.now()
    const act = auditRecordOf(caller, { action, subject: urn })
    const removed = await transactions.change(async ({ directory, tokens, sessions, audit }) => {
      if (!(await directory.removeUser(urn, now))) return false
      sessions.deleteByActor(urn)
      await tokens.revokeByActor(urn, now)
      audit.append(act)
      return true
    })
    actors.forget()
    tokenLookup.forgetAll()
    return removed
  }
}
