import { setImmediate } from 'node:timers/promises'
import t from 'tap'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { sqliteDatabase } from './databases.ts'
import { idOf, tokenRecord } from './records.ts'

const TOKENS = 10_000
const AT_ONCE = 1_000

t.test('a change of many statements on SQLite leaves others their turn between them', async (t) => {
  const { change } = makeSqlTransactions(await sqliteDatabase(t))
  const ids = Array.from({ length: TOKENS }, (_, i) => idOf(`${i}`))
  await change(({ tokens }) => {
    for (const id of ids) tokens.insert(tokenRecord({ id }))
  })
  let turns = 0
  let isDone = false
  async function others(): Promise<void> {
    for (; !isDone; turns++) await setImmediate()
  }
  const waiting = others()
  await change(async ({ tokens }) => {
    for (let at = 0; at < TOKENS; at += AT_ONCE)
      await tokens.revokeMatching(ids.slice(at, at + AT_ONCE), {}, 1)
    // The ten statements are some tenths of a second, and a turn is twenty milliseconds of them.
    t.ok(turns >= 3, `${turns} turns`)
  })
  isDone = true
  await waiting
})
