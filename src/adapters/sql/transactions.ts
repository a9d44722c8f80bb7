import { setTimeout } from 'node:timers/promises'
import {
  DuplicateError,
  type Transactions,
  UnfitValueError,
  type Writes,
} from '../../app/ports/transactions.ts'
import { auditWrites } from './audit-writes.ts'
import type { Database } from './connect.ts'
import { directoryWrites } from './directory-writes.ts'
import { idempotencyWrites } from './idempotency.ts'
import { lastUseWrites } from './last-use.ts'
import { policyWrites } from './policy-writes.ts'
import { sessionWrites } from './session-writes.ts'
import { tokenWrites } from './token-writes.ts'
import { openTransaction } from './transaction.ts'

// MySQL 1213 a deadlock, 1205 a lock not had in time, 1020 a row that changed since it was read (MariaDB from 11.6 on).
const PASSING = new Set(['ER_LOCK_DEADLOCK', 'ER_LOCK_WAIT_TIMEOUT', 'ER_CHECKREAD'])

// How long a change may begin anew: about five waits for a row's lock, and hundreds of deadlocks.
const RETRY_FOR_MS = 5_000

// Two changes that have locked each other out do so again where both begin anew at once.
const PAUSE_MAX_MS = 20

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
        policies: policyWrites(knex, tx),
        audit: auditWrites(knex, tx),
      })
      await tx.commit()
      return result
    } catch (error) {
      await tx.rollback()
      throw asPortError(error)
    }
  }

  return {
    async change(work) {
      const giveUpAt = performance.now() + RETRY_FOR_MS
      for (;;) {
        try {
          return await attempt(work)
        } catch (error) {
          const isPassing = PASSING.has((error as { code?: string }).code ?? '')
          if (!isPassing || performance.now() >= giveUpAt) throw error
        }
        await setTimeout(Math.random() * PAUSE_MAX_MS)
      }
    },
  }
}

/** Of MySQL alone: a text that is too long for its column, or no text there, or a number that is out of its range. */
const UNFIT: ReadonlySet<unknown> = new Set([
  'ER_DATA_TOO_LONG',
  'ER_TRUNCATED_WRONG_VALUE_FOR_FIELD',
  'ER_WARN_DATA_OUT_OF_RANGE',
])

function asPortError(error: unknown): unknown {
  if (isDuplicate(error)) return new DuplicateError('a row with this key is there already', { cause: error })
  const isUnfit = UNFIT.has((error as { code?: string }).code)
  return isUnfit ? new UnfitValueError('a value does not fit its column', { cause: error }) : error
}

function isDuplicate(error: unknown): boolean {
  const { code, errcode } = error as { code?: string; errcode?: number }
  // SQLITE_CONSTRAINT_PRIMARYKEY and SQLITE_CONSTRAINT_UNIQUE.
  return code === 'ER_DUP_ENTRY' || errcode === 1555 || errcode === 2067
}
