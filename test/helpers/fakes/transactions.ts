import { makeAuditRecordOf } from '../../../src/app/audit/audit-trail.ts'
import type { RecordRefusal } from '../../../src/app/audit/refusals.ts'
import type { AuditRecord } from '../../../src/app/ports/audit.ts'
import type { DirectoryWrites } from '../../../src/app/ports/directory.ts'
import type { PolicyWrites } from '../../../src/app/ports/policies.ts'
import type { TokenWrites, Transactions } from '../../../src/app/ports/transactions.ts'
import type { LastUseWrites } from '../../../src/app/ports/uses.ts'
import { fakeClock } from './clock.ts'
import { type MemoryDirectory, memoryDirectory, type WritableDirectory } from './directory.ts'
import { memoryIdempotencyStore, type WritableIdempotencyStore } from './idempotency.ts'
import { memoryPolicyStore, type WritablePolicyStore } from './policies.ts'
import {
  memorySessionStore,
  memoryTokenStore,
  type WritableSessionStore,
  type WritableTokenStore,
} from './stores.ts'

export interface MemoryTransactions extends Transactions {
  /** What was remembered, oldest first. */
  audited: AuditRecord[]
}

export interface MemoryParts {
  tokens?: Pick<WritableTokenStore, keyof TokenWrites>
  sessions?: Pick<WritableSessionStore, 'insert' | 'delete' | 'endByActor' | 'takeLogin'>
  directory?: Pick<WritableDirectory, keyof DirectoryWrites> & Partial<Pick<MemoryDirectory, 'endSessions'>>
  lastUse?: LastUseWrites
  idempotency?: Pick<WritableIdempotencyStore, 'insert' | 'deleteBefore'>
  policies?: Pick<WritablePolicyStore, keyof PolicyWrites>
}

/** Changes of stores in memory. What is queued happens in order; nothing is undone, so a test that needs that takes SQLite. */
export function memoryTransactions(parts: MemoryParts = {}): MemoryTransactions {
  const { tokens = memoryTokenStore(), sessions = memorySessionStore() } = parts
  const directory: NonNullable<MemoryParts['directory']> = parts.directory ?? memoryDirectory()
  const { lastUse = { note() {} } } = parts
  const { idempotency = memoryIdempotencyStore(), policies = memoryPolicyStore() } = parts
  const audited: AuditRecord[] = []
  return {
    audited,
    async change(work) {
      const queued: (() => unknown)[] = []
      const later = (write: () => unknown) => void queued.push(write)
      const settle = async () => {
        for (const write of queued.splice(0)) await write()
      }
      const now = async <T>(write: () => Promise<T>): Promise<T> => {
        await settle()
        return write()
      }
      const result = await work({
        tokens: {
          insert: (record) => later(() => tokens.insert(record)),
          revoke: (id, at) => now(() => tokens.revoke(id, at)),
          revokeByActor: (urn, at) => now(() => tokens.revokeByActor(urn, at)),
          revokeMatching: (ids, filter, at) => now(() => tokens.revokeMatching(ids, filter, at)),
          lapse: (until, limit) => now(() => tokens.lapse(until, limit)),
        },
        sessions: {
          insert: (session) => later(() => sessions.insert(session)),
          delete: (id) => now(() => sessions.delete(id)),
          endByActor: (urn, at) =>
            later(async () => {
              directory.endSessions?.(urn, at)
              await sessions.endByActor(urn, at)
            }),
          takeLogin: (digest, expiresAt) => now(() => sessions.takeLogin(digest, expiresAt)),
        },
        directory: {
          insertUser: (user) => later(() => directory.insertUser(user)),
          replaceUser: (user) => now(() => directory.replaceUser(user)),
          updateProfile: (urn, profile) => now(() => directory.updateProfile(urn, profile)),
          setPassword: (urn, hash) => now(() => directory.setPassword(urn, hash)),
          holdPassword: (urn, hash) => now(() => directory.holdPassword(urn, hash)),
          setStatus: (urn, status) => now(() => directory.setStatus(urn, status)),
          removeUser: (urn, at) => now(() => directory.removeUser(urn, at)),
          insertGroup: (group) => later(() => directory.insertGroup(group)),
          removeGroup: (urn) => now(() => directory.removeGroup(urn)),
          addMembers: (group, users) => later(() => directory.addMembers(group, users)),
          removeMembers: (group, users) => later(() => directory.removeMembers(group, users)),
          setExternalGroups: (user, groups) => later(() => directory.setExternalGroups(user, groups)),
          setRole: (actors, role) => later(() => directory.setRole(actors, role)),
          insertInvite: (invite) => later(() => directory.insertInvite(invite)),
          replaceInvite: (invite) => later(() => directory.replaceInvite(invite)),
          replaceReset: (reset) => later(() => directory.replaceReset(reset)),
          takeReset: (digest) => now(() => directory.takeReset(digest)),
        },
        lastUse: { note: (uses) => later(() => lastUse.note(uses)) },
        idempotency: {
          insert: (record, expiredBefore) => later(() => idempotency.insert(record, expiredBefore)),
          deleteBefore: (beforeMs, limit) => now(() => idempotency.deleteBefore(beforeMs, limit)),
        },
        policies: {
          insert: (policy) => later(() => policies.insert(policy)),
          update: (policy) => now(() => policies.update(policy)),
          remove: (urn) => now(() => policies.remove(urn)),
          install: (defaults) => now(() => policies.install(defaults)),
        },
        audit: { append: (record) => later(() => audited.push(structuredClone(record))) },
      })
      await settle()
      return result
    },
  }
}

/** Remembers each refusal by itself, however often it is repeated. */
export function refusalsIn(transactions: Transactions, recordOf = auditRecordOf): RecordRefusal {
  return async (caller, { subject, ...details }) => {
    const act = { action: 'access.refuse', outcome: 'refused', details, ...(subject && { subject }) } as const
    await transactions.change(({ audit }) => audit.append(recordOf(caller, act)))
  }
}

let made = 0

/** Records whose ids count up. */
export const auditRecordOf = makeAuditRecordOf({
  clock: fakeClock(),
  newId: () => `00000000-0000-7000-8000-${String(made++).padStart(12, '0')}`,
})
