import t, { type Test } from 'tap'
import { migrate } from '../../../db/migrate.ts'
import type { Migration } from '../../../db/migration.ts'
import { MIGRATIONS } from '../../../db/migrations/index.ts'
import { idToBytes, urnToBytes } from '../../../src/adapters/sql/column-bytes.ts'
import type { Database } from '../../../src/adapters/sql/connect.ts'
import { makeSqlTokenLists } from '../../../src/adapters/sql/token-lists.ts'
import { makeSqlTokenStore } from '../../../src/adapters/sql/token-store.ts'
import { makeSqlTransactions } from '../../../src/adapters/sql/transactions.ts'
import type { TokenQuery } from '../../../src/app/ports/tokens.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'
import { naiveTokenLists } from '../../helpers/fakes/token-lists.ts'
import { testMysql } from '../../helpers/servers/index.ts'
import { errorOf, openFor, sqliteUrl } from '../databases.ts'
import { idOf, tokenRecord } from '../records.ts'

const BEFORE = MIGRATIONS.filter(({ name }) => name < '0006')
const LISTS = MIGRATIONS.find(({ name }) => name.startsWith('0006')) as Migration

const NOW = Date.now()
const DAY = 86_400_000

// More than one batch, several of each millisecond.
const OLD: TokenRecord[] = Array.from({ length: 2_300 }, (_, i) =>
  tokenRecord({
    id: idOf(`${i}`),
    name: i % 7 === 0 ? `Nightly Ümit-${i}` : `token ${i}`,
    ownerUrn: `urn:li:corpuser:${i % 3}`,
    actorUrn: `urn:li:corpuser:${i % 2}`,
    createdAt: NOW - 90 * DAY + Math.floor(i / 5),
    expiresAt: i % 4 === 0 ? null : NOW + (i % 4 === 1 ? DAY : -DAY),
    lastUsedAt: i % 6 === 0 ? NOW - 2 * DAY : null,
    revokedAt: i % 11 === 0 ? NOW - 3 * DAY : null,
  }),
)

async function oldDatabase(t: Test, url: string): Promise<Database> {
  const database = await openFor(t, url)
  const { knex, dialect } = database
  await knex.schema.createTable('knex_migrations', (table) => {
    table.increments()
    table.string('name')
    table.integer('batch')
    table.timestamp('migration_time')
  })
  for (const { name, statements } of BEFORE) {
    for (const step of statements[dialect])
      await knex.raw(typeof step === 'string' ? step : (step as { sql: string }).sql)
    await knex('knex_migrations').insert({ name, batch: 1 })
  }
  const rows = OLD.map((record) => ({
    id: idToBytes(record.id),
    name: record.name,
    description: record.description,
    type: record.type,
    actor_urn: urnToBytes(record.actorUrn),
    owner_urn: urnToBytes(record.ownerUrn),
    key_id: record.keyId,
    created_at: record.createdAt,
    expires_at: record.expiresAt,
    last_used_at: record.lastUsedAt,
    revoked_at: record.revokedAt,
  }))
  await knex.batchInsert('tokens', rows, 400)
  return database
}

/** Old tokens and a new one are listed by everything, and found by their ids. */
async function check(t: Test, database: Database): Promise<void> {
  const young = tokenRecord({ id: idOf('young'), name: 'Nightly young', createdAt: NOW })
  await makeSqlTransactions(database).change(({ tokens }) => tokens.insert(young))
  const all = [...OLD, young]
  const lists = makeSqlTokenLists(database)
  const naive = naiveTokenLists(() => all)
  for (const filter of [
    {},
    { states: ['active'] },
    { states: ['expired'] },
    { states: ['revoked'] },
    { name: 'ümit' },
    { name: 'NIGHTLY' },
    { ownerUrns: ['urn:li:corpuser:1'], states: ['active'] },
    { lastUsedBefore: NOW - DAY },
    { expiresAfter: NOW },
  ] satisfies TokenQuery['filter'][]) {
    const asked = JSON.stringify(filter)
    t.equal(await lists.countNow(filter, NOW), await naive.countNow(filter, NOW), asked)
    for (const sort of ['created', 'expires', 'lastUsed'] as const) {
      const query: TokenQuery = { filter, sort, order: 'desc', limit: 100, nowMs: NOW }
      t.strictSame(
        (await lists.page(query)).records,
        (await naive.page(query)).records,
        `${asked} by ${sort}`,
      )
    }
  }
  for (const record of OLD.slice(0, 20))
    t.strictSame(await makeSqlTokenStore(database).find(record.id), record)
  const phases = await database.knex('tokens').where({ phase: 1 }).count({ count: '*' })
  t.equal(
    Number(phases[0]?.count),
    OLD.filter(({ expiresAt, revokedAt }) => expiresAt && expiresAt < NOW && !revokedAt).length,
  )
}

t.test('tokens of a SQLite database from before lists had filters are in them', async (t) => {
  const database = await oldDatabase(t, sqliteUrl(t))
  await migrate(database)
  await check(t, database)
})

t.test('tokens of a MySQL database from before lists had filters are in them', async (t) => {
  const database = await oldDatabase(t, (await testMysql(t)).url)
  await migrate(database)
  await check(t, database)
})

t.test('a migration of MySQL that was cut off anywhere is taken up again', async (t) => {
  for (let done = 0; done <= LISTS.statements.mysql.length; done++) {
    const database = await oldDatabase(t, (await testMysql(t)).url)
    for (const step of LISTS.statements.mysql.slice(0, done)) {
      if (typeof step === 'string') await database.knex.raw(step)
      else if ('sql' in step) await database.knex.raw(step.sql)
      else await step.run(database.knex)
    }
    await migrate(database)
    t.strictSame(
      await database.knex('tokens').count({ count: '*' }),
      [{ count: OLD.length }],
      `after ${done}`,
    )
    t.equal(await makeSqlTokenLists(database).countNow({ name: 'ümit' }, NOW), 329, `after ${done}`)
  }
})

t.test('a replica of the version before makes tokens while others have migrated', async (t) => {
  const database = await oldDatabase(t, (await testMysql(t)).url)
  await migrate(database)
  const {
    name_words: _,
    id_prefix: __,
    ...row
  } = await database.knex('tokens').first('name', 'type', 'actor_urn', 'owner_urn', 'key_id', 'created_at')
  const id = idToBytes(idOf('by the version before'))
  await database.knex('tokens').insert({ ...row, id })
  const found = await makeSqlTokenLists(database).page({
    filter: { ownerUrns: [row.owner_urn.toString()] },
    sort: 'created',
    order: 'asc',
    limit: 100,
    nowMs: NOW,
  })
  t.ok(found.records.some((record) => record.id === id.toString('base64')))
  t.match(await errorOf(database.knex('tokens').insert({ ...row, id })), { code: 'ER_DUP_ENTRY' })
})
