import t, { type Test } from 'tap'
import { migrate } from '../../../db/migrate.ts'
import type { Database } from '../../../src/adapters/sql/connect.ts'
import { makeSqlTokenLists } from '../../../src/adapters/sql/token-lists.ts'
import { toTokenRow, toWordRows } from '../../../src/adapters/sql/token-row.ts'
import type { TokenFilter, TokenPosition, TokenQuery } from '../../../src/app/ports/tokens.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'
import { testMysql } from '../../helpers/servers/index.ts'
import { openFor, sqliteDatabase } from '../databases.ts'
import { idOf, tokenRecord } from '../records.ts'

const NOW = 1_790_000_000_000
const ROWS = 30_000
const LIMIT = 20

const ALICE = 'urn:li:corpuser:alice'
const BOB = 'urn:li:corpuser:bob'

/** Hardly two of them can be told apart by anything but their ids. */
function alike(i: number): TokenRecord {
  return tokenRecord({
    id: idOf(`${i}`),
    name: i % 2 === 0 ? 'nightly' : `ingest ${i}`,
    ownerUrn: i % 3 === 0 ? BOB : ALICE,
    createdAt: NOW - 5,
    expiresAt: i % 100 === 0 ? NOW : null,
    revokedAt: i % 10 === 1 ? NOW : null,
  })
}

async function filled(database: Database): Promise<Database> {
  const records = Array.from({ length: ROWS }, (_, i) => alike(i))
  await database.knex.batchInsert(
    'tokens',
    records.map((record) => ({ ...toTokenRow(record), lapsed: record.expiresAt === null ? 0 : 1 })) as never,
    500,
  )
  await database.knex.batchInsert('token_words', records.flatMap(toWordRows) as never, 500)
  if (database.dialect === 'mysql') await database.knex.raw('ANALYZE TABLE tokens, token_words')
  return database
}

/** With one connection, whose own counters tell what was read. */
async function filledMysql(t: Test): Promise<Database> {
  const { url } = await testMysql(t)
  const database = await openFor(t, url)
  await migrate(database)
  await filled(database)
  return openFor(t, url, { connectionsMax: 1 })
}

const inTheMiddle = Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 0]).toString('base64url')
const MIDDLES: Record<TokenQuery['sort'], TokenPosition> = {
  created: [NOW - 5, inTheMiddle],
  expires: [Number.MAX_SAFE_INTEGER, NOW - 5, inTheMiddle],
  lastUsed: [-1, NOW - 5, inTheMiddle],
}

const DIRECT: [string, TokenFilter][] = [
  ['all', {}],
  ['of an owner', { ownerUrns: [ALICE] }],
  ['of an actor', { actorUrns: [ALICE] }],
  ['active', { states: ['active'] }],
  ['expired', { states: ['expired'] }],
  ['revoked', { states: ['revoked'] }],
  ['of an owner, active', { ownerUrns: [BOB], states: ['active'] }],
  ['of an actor, revoked', { actorUrns: [ALICE], states: ['revoked'] }],
]

function* questions(filters: readonly [string, TokenFilter][]): Generator<[string, TokenQuery]> {
  for (const [name, filter] of filters)
    for (const sort of ['created', 'expires', 'lastUsed'] as const)
      for (const order of ['asc', 'desc'] as const)
        for (const after of [undefined, MIDDLES[sort]]) {
          const query: TokenQuery = { filter, sort, order, limit: LIMIT, nowMs: NOW }
          const where = after === undefined ? 'at its end' : 'in its middle'
          yield [`${name} by ${sort} ${order}, ${where}`, after === undefined ? query : { ...query, after }]
        }
}

/** How many entries of indexes and rows MySQL reads meanwhile. The only connection of the pool is asked. */
async function entriesRead({ knex }: Database, work: () => Promise<unknown>): Promise<number> {
  const read = async () => {
    const [rows = []] = await knex.raw<{ Value: string }[][]>(
      `SHOW SESSION STATUS WHERE Variable_name IN
        ('Handler_read_first', 'Handler_read_key', 'Handler_read_last', 'Handler_read_next', 'Handler_read_prev')`,
    )
    return rows.reduce((sum, { Value }) => sum + Number(Value), 0)
  }
  const before = await read()
  await work()
  return (await read()) - before
}

t.test(
  'a page reads what it shows and little more in MySQL, also among thousands that are alike',
  async (t) => {
    const database = await filledMysql(t)
    const lists = makeSqlTokenLists(database)
    for (const [name, query] of questions(DIRECT)) {
      const read = await entriesRead(database, () => lists.page(query))
      // An entry and a row for each of the 21 that are looked for, in each of up to three streams.
      t.ok(read <= 6 * (LIMIT + 2), `${name}: ${read}`)
    }
  },
)

t.test('a page that must be looked for reads no more than its bound in MySQL', async (t) => {
  const database = await filledMysql(t)
  const lists = makeSqlTokenLists(database)
  const filters: [string, TokenFilter][] = [
    ['with a name that half have', { name: 'night' }],
    ['with a name that none has', { name: 'zzz' }],
    ['of an owner with a name that none of theirs has', { ownerUrns: [BOB], name: 'zzz' }],
    ['used', { lastUsedAfter: 0 }],
    ['not used', { lastUsedBefore: NOW }],
    ['expiring', { expiresBefore: NOW + 1 }],
    ['active and expiring', { states: ['active'], expiresBefore: NOW + 1 }],
    ['not of an owner', { notOwnerUrns: [ALICE, BOB] }],
  ]
  for (const [name, query] of questions(filters)) {
    const read = await entriesRead(database, () => lists.page(query))
    // A walk of 10,000, or half as many again, as it is passed over and as it is read, and a probe of each source.
    t.ok(read <= 45_000, `${name}: ${read}`)
  }
})

t.test('SQLite comes to a page by an index, and sorts no rows for it', async (t) => {
  const database = await filled(await sqliteDatabase(t))
  const lists = makeSqlTokenLists(database)
  for (const [name, query] of questions(DIRECT)) {
    const plans = await plansOf(t, database, () => lists.page(query))
    // Without a condition the table is read from its end, as far as the page goes.
    for (const detail of plans)
      if (name !== `all by created ${query.order}, at its end`) t.notMatch(detail, /^SCAN tokens/, name)
    const sought = plans.filter((detail) => /^SEARCH tokens USING .*created_at,id_prefix\)[<>]/.test(detail))
    // Expired ones end before the middle, which is among those that never expire.
    if (query.after !== undefined && !name.startsWith('expired by expires desc'))
      t.ok(sought.length > 0, name)
  }
})

async function plansOf(t: Test, { knex }: Database, work: () => Promise<unknown>): Promise<string[]> {
  const statements: { sql: string; bindings: never[] }[] = []
  const note = (query: { sql: string; bindings: never[] }) => void statements.push(query)
  knex.on('query', note)
  await work()
  knex.removeListener('query', note)
  t.ok(statements.length > 0)
  const details: string[] = []
  for (const { sql, bindings } of statements)
    for (const { detail } of await knex.raw<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`, bindings))
      details.push(detail)
  return details
}
