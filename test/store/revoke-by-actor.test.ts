import t from 'tap'
import { migrate } from '../../db/migrate.ts'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { startMysqlProxy } from '../helpers/mysql-proxy.ts'
import { testMysql } from '../helpers/servers/index.ts'
import { openFor, sqliteDatabase } from './databases.ts'
import { idOf, tokenRecord } from './records.ts'

const HOARDER = 'urn:li:corpuser:hoarder'
const HOARD = 10_001

/** A database with many tokens of one actor and one of another. */
async function hoard(database: Database): Promise<void> {
  const { change } = makeSqlTransactions(database)
  for (let made = 0; made < HOARD; made += 1_000) {
    await change(({ tokens }) => {
      for (let i = made; i < Math.min(made + 1_000, HOARD); i++)
        tokens.insert(tokenRecord({ id: idOf(`hoarded ${i}`), actorUrn: HOARDER }))
    })
  }
  await change(({ tokens }) => tokens.insert(tokenRecord({ id: idOf('of another') })))
}

async function revokeAll(database: Database): Promise<number[]> {
  await makeSqlTransactions(database).change(({ tokens }) => tokens.revokeByActor(HOARDER, 7))
  const count = async (revokedAt: number | null) =>
    (await database.knex('tokens').where({ revoked_at: revokedAt }).select('id')).length
  return [await count(7), await count(null)]
}

t.test('who has made thousands of tokens loses them all, and nobody else does', async (t) => {
  const database = await sqliteDatabase(t)
  await hoard(database)
  t.strictSame(await revokeAll(database), [HOARD, 1])
})

t.test('MySQL is given as much as it does within a statement’s time limit, again and again', async (t) => {
  const { url } = await testMysql(t)
  const direct = await openFor(t, url)
  await migrate(direct)
  await hoard(direct)
  const proxy = await startMysqlProxy(t, url)
  t.strictSame(await revokeAll(await openFor(t, proxy.url)), [HOARD, 1])
  t.equal(proxy.commands.filter((sql) => /update `tokens`/.test(sql)).length, 6)
})
