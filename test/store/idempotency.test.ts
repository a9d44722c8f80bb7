import t, { type Test } from 'tap'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { makeSqlIdempotencyStore } from '../../src/adapters/sql/idempotency.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import type { IdempotencyRecord } from '../../src/app/ports/idempotency.ts'
import { DuplicateError } from '../../src/app/ports/transactions.ts'
import { memoryIdempotencyStore, type WritableIdempotencyStore } from '../helpers/fakes/idempotency.ts'
import { mysqlDatabase, sqliteDatabase } from './databases.ts'
import { idOf } from './records.ts'

function record(key: string, createdAt: number, fields: Partial<IdempotencyRecord> = {}): IdempotencyRecord {
  return { key: idOf(key), body: idOf('body'), tokenId: idOf('token'), createdAt, ...fields }
}

function writable(database: Database): WritableIdempotencyStore {
  const { change } = makeSqlTransactions(database)
  return {
    ...makeSqlIdempotencyStore(database),
    insert: (one, expiredBefore) => change(({ idempotency }) => idempotency.insert(one, expiredBefore)),
    deleteBefore: (beforeMs, limit) => change(({ idempotency }) => idempotency.deleteBefore(beforeMs, limit)),
  }
}

for (const [where, open] of [
  ['the tests’ own store', async () => memoryIdempotencyStore()],
  ['SQLite', async (t) => writable(await sqliteDatabase(t))],
  ['MySQL', async (t) => writable(await mysqlDatabase(t))],
] satisfies [string, (t: Test) => Promise<WritableIdempotencyStore>][]) {
  t.test(`idempotency keys in ${where}`, async (t) => {
    t.test('a key is read back as it was written, and is there once', async (t) => {
      const store = await open(t)
      const first = record('a', 1_790_000_000_000, { body: idOf('x'), tokenId: idOf('y') })
      await store.insert(first, 0)
      t.strictSame(await store.find(first.key), first)
      t.equal(await store.find(idOf('b')), undefined)
      await t.rejects(store.insert(record('a', 1_790_000_000_001), 1_790_000_000_000), DuplicateError)
      t.strictSame(await store.find(first.key), first)
    })

    t.test('an expired key makes room for a new one', async (t) => {
      const store = await open(t)
      await store.insert(record('a', 1_000), 0)
      await store.insert(record('a', 5_000), 1_001)
      t.match(await store.find(idOf('a')), { createdAt: 5_000 })
    })

    t.test('of many who use one key at once one does, also where it replaces an expired one', async (t) => {
      const store = await open(t)
      for (const [at, expiredBefore] of [
        [1_000, 0],
        [9_000, 5_000],
      ] as const) {
        const uses = Array.from({ length: 12 }, (_, i) => store.insert(record('a', at + i), expiredBefore))
        const results = await Promise.allSettled(uses)
        t.equal(results.filter(({ status }) => status === 'fulfilled').length, 1)
        for (const result of results)
          if (result.status === 'rejected') t.match(result.reason, { name: 'DuplicateError' })
      }
    })

    t.test('the oldest are removed, no more than asked for', async (t) => {
      const store = await open(t)
      for (let i = 0; i < 7; i++) await store.insert(record(`${i}`, 1_000 + i), 0)
      t.equal(await store.deleteBefore(1_005, 3), 3)
      t.equal(await store.find(idOf('2')), undefined)
      t.ok(await store.find(idOf('3')))
      t.equal(await store.deleteBefore(1_005, 3), 2)
      t.equal(await store.deleteBefore(1_005, 3), 0)
      t.ok(await store.find(idOf('5')), 'what is as old as the bound stays')
    })
  })
}
