import { makeAuditRecordOf } from '../../../src/app/audit-trail.ts'
import type { AuditRecord } from '../../../src/app/ports-audit.ts'
import type { DirectoryWrites } from '../../../src/app/ports-directory.ts'
import type { Transactions } from '../../../src/app/ports-transactions.ts'
import { fakeClock } from './clock.ts'
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
  tokens?: Pick<WritableTokenStore, 'insert' | 'revoke' | 'revokeByActor'>
  sessions?: Pick<WritableSessionStore, 'insert' | 'delete' | 'deleteByActor'>
  directory?: Partial<DirectoryWrites>
}

/** Changes of stores in memory. What is queued happens in order; nothing is undone, so a test that needs that takes SQLite. */
export function memoryTransactions(parts: MemoryParts = {}): MemoryTransactions {
  const { tokens = memoryTokenStore(), sessions = memorySessionStore(), directory = {} } = parts
  const audited: AuditRecord[] = []
  return {
    audited,
    async change(work) {
      const queued: (() => unknown)[] = []
      const later = (write: () => unknown) => void queued.push(write)
      const settle = async () => {
        for (const write of queued.splice(0)) await write()
      }
      const result = await work({
        tokens: {
          insert: (record) => later(() => tokens.insert(record)),
          revoke: async (id, at) => (await settle(), tokens.revoke(id, at)),
          revokeByActor: (urn, at) => later(() => tokens.revokeByActor(urn, at)),
        },
        sessions: {
          insert: (session) => later(() => sessions.insert(session)),
          delete: async (id) => (await settle(), sessions.delete(id)),
          deleteByActor: (urn) => later(() => sessions.deleteByActor(urn)),
        },
        directory: directory as DirectoryWrites,
        audit: { append: (record) => later(() => audited.push(structuredClone(record))) },
      })
      await settle()
      return result
    },
  }
}

let made = 0

/** Records whose ids count up. */
export const auditRecordOf = makeAuditRecordOf({
  clock: fakeClock(),
  newId: () => `00000000-0000-7000-8000-${String(made++).padStart(12, '0')}`,
})
