import { chosenUsernameFault } from '../../domain/chosen-id.ts'
import { corpuserUrn } from '../../domain/urn.ts'
import { invalid, ServiceError } from '../../errors/service-error.ts'
import type { UserRecord } from '../ports/directory.ts'
import { DuplicateError } from '../ports/transactions.ts'
import type { Users } from './directory.ts'
import type { DirectoryPorts } from './ports.ts'
import { checkedProfile } from './profile.ts'
import { userView } from './views.ts'

/** Makes a user, or one anew who was removed; their old tokens stay revoked. */
export function makeCreateUser(ports: DirectoryPorts): Users['create'] {
  const { store, transactions, actors, tokenLookup, requirePrivilege, auditRecordOf } = ports
  const { digestOfIds, clock, systemClientId } = ports

  return async (caller, { username, displayName = username, email = null, title = null }) => {
    await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'user.create' })
    const fault = chosenUsernameFault(username, systemClientId)
    if (fault !== undefined) throw invalid(`username ${fault}`)
    const urn = corpuserUrn(username)
    const profile = checkedProfile({ displayName, email, title })
    const now = clock.now()
    const earlier = await store.findUser(urn)
    if (earlier?.removedAt === null) throw taken()
    const user: UserRecord = {
      urn,
      kind: 'USER',
      displayName,
      email,
      title,
      ...profile,
      passwordHash: null,
      status: 'ACTIVE',
      createdAt: earlier?.createdAt ?? now,
      createdBy: caller.principal.actorUrn,
      removedAt: null,
    }
    const made = await transactions
      .change(async ({ directory, tokens, sessions, audit }) => {
        const details: Record<string, unknown> = { anew: earlier !== undefined }
        if (earlier === undefined) directory.insertUser(user)
        else {
          if (!(await directory.replaceUser(user))) return false
          // What was being made for them while they were removed is there by now, and must not come back with them.
          sessions.endByActor(urn, now)
          const revoked = await tokens.revokeByActor(urn, now)
          if (revoked.length > 0) details.revoked = { count: revoked.length, digest: digestOfIds(revoked) }
        }
        audit.append(auditRecordOf(caller, { action: 'user.create', subject: urn, details }))
        return true
      })
      .catch((error: unknown) => {
        if (error instanceof DuplicateError) return false
        throw error
      })
    if (!made) throw taken()
    actors.forget()
    if (earlier !== undefined) tokenLookup.forgetAll()
    return userView({ ...user, groups: [], roles: [] })
  }
}

function taken(): ServiceError {
  return new ServiceError('CONFLICT', {
    detail: 'There is a user with this name already. Choose another name, or change that user.',
  })
}
