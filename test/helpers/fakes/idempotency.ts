import { digest } from '../../../src/adapters/digests.ts'
import type { Clock } from '../../../src/app/ports/core.ts'
import type { IdempotencyRecord, IdempotencyStore } from '../../../src/app/ports/idempotency.ts'
import type { TokenStore } from '../../../src/app/ports/tokens.ts'
import { DuplicateError, type Transactions } from '../../../src/app/ports/transactions.ts'
import { type Idempotency, makeIdempotency } from '../../../src/app/tokens/idempotency.ts'

/** Keys with their writes beside them, each a change of its own. */
export interface WritableIdempotencyStore extends IdempotencyStore {
  insert(record: IdempotencyRecord, expiredBefore: number): Promise<void>
  deleteBefore(beforeMs: number, limit: number): Promise<number>
}

export function memoryIdempotencyStore(): WritableIdempotencyStore {
  const records = new Map<string, IdempotencyRecord>()
  return {
    async find(key) {
      const record = records.get(key)
      return record && { ...record }
    },
    async insert(record, expiredBefore) {
      const there = records.get(record.key)
      if (there !== undefined && there.createdAt >= expiredBefore)
        throw new DuplicateError('there is this key')
      records.set(record.key, { ...record })
    },
    async deleteBefore(beforeMs, limit) {
      const oldest = [...records.values()]
        .filter(({ createdAt }) => createdAt < beforeMs)
        .sort((a, b) => a.createdAt - b.createdAt)
        .slice(0, limit)
      for (const { key } of oldest) records.delete(key)
      return oldest.length
    },
  }
}

/** Idempotency for tests that are about something else: nothing was used up before. */
export function unusedKeys(parts: {
  tokens: Pick<TokenStore, 'find'>
  transactions: Transactions
  clock: Clock
}): Idempotency {
  return makeIdempotency({ ...parts, store: memoryIdempotencyStore(), digest })
}
