import { DuplicateError, type Transactions, type Writes } from '../../app/ports-transactions.ts'
import { auditWrites } from './audit-writes.ts'
import type { Database } from './connect.ts'
import { directoryWrites } from './directory-writes.ts'
import { idempotencyWrites } from './idempotency.ts'
import { lastUseWrites } from './last-use.ts'
import { sessionWrites } from './session-writes.ts'
import { tokenWrites } from './token-writes.ts'
import { openTransaction } from './transaction.ts'

// MySQL 1213 a deadlock, 1205 a lock not had in time, 1020 a row that changed since it was read (MariaDB from 11.6 on).
const PASSING = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD'])

const ATTEMPTS_MAX = 5

/** Transactions on a migrated database. `change` rejects with `DuplicateError`, or with the driver's error. */
export function makeSqlTransactions({ knex, dialect }: Pick<Database, 'knex' | 'dialect'>): Transactions {
  async function attempt<T>(work: (writes: Writes) => T | Promise<T>): Promise<T> {
    const tx = openTransaction(knex, dialect)
    try {
      const result = await work({
        tokens: tokenWrites(knex, tx),
        directory: directoryWrites(knex, tx),
        sessions: sessionWrites(knex, tx),
        lastUse: lastUseWrites(knex, tx),
        idempotency: idempotencyWrites(knex, tx),
        audit: auditWrites(knex, tx),
      })
      await tx.commit()
      return result
    } catch (error) {
      await tx.rollback()
      throw isDuplicate(error)
        ? new DuplicateError('a row with this key is there already', { cause: error })
        : error
    }
  }

  return {
    async change(work) {
      for (let attempts = 1; ; attempts++) {
        try {
          return await attempt(work)
        } catch (error) {
          if (attempts === ATTEMPTS_MAX || !PASSING.has((error as { code?: string }).code ?? '')) throw error
        }
      }
    },
  }
}

function isDuplicate(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number }
  // SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE.
  return code === 'ER_DUP_ENTRY' || errcode === 1555 || errcode === 2067
}
