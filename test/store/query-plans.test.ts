import t, { type Test } from 'tap'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { makeSqlSessionStore } from '../../src/adapters/sql/session-store.ts'
import { makeSqlTokenStore } from '../../src/adapters/sql/token-store.ts'
import { makeSqlUserStore } from '../../src/adapters/sql/user-store.ts'
import { mysqlDatabase, sqliteDatabase } from './databases.ts'
import { idOf, sessionRecord, tokenRecord, userRecord } from './records.ts'

const ROWS = 3_000
const OWNERS = 30

interface Statement {
  sql: string
  bindings: (string | number | Buffer)[]
}

t.test('no query of the stores reads a whole table or index, or sorts, in MySQL', async (t) => {
  const database = await mysqlDatabase(t)
  const { knex } = database
  const statements = await statementsOf(t, database)
  await knex.raw('ANALYZE TABLE tokens, users, sessions')
  for (const { sql, bindings } of statements) {
    const [plan] = await knex.raw<[{ type: string; key: string | null; Extra: string | null }[], unknown]>(
      `EXPLAIN ${sql}`,
      bindings,
    )
    t.ok(plan.length > 0)
    for (const { type, key, Extra } of plan) {
      t.notOk(['ALL', 'index'].includes(type), `${type}: ${sql}`)
      t.ok(key, `${key}: ${sql}`)
      t.notMatch(Extra ?? '', /filesort|temporary/, sql)
    }
  }
})

t.test('no query of the stores reads a whole table or index, or sorts, in SQLite', async (t) => {
  const database = await sqliteDatabase(t)
  for (const { sql, bindings } of await statementsOf(t, database)) {
    const plan = await database.knex.raw<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`, bindings)
    t.ok(plan.length > 0)
    for (const { detail } of plan) t.match(detail, /^SEARCH \w+ USING (PRIMARY KEY|(COVERING )?INDEX)/, sql)
  }
})

/** The real SQL, beside inserts, of every method of the stores, on tables of some size. */
async function statementsOf(t: Test, database: Database): Promise<Statement[]> {
  const tokens = makeSqlTokenStore(database)
  const users = makeSqlUserStore(database)
  const sessions = makeSqlSessionStore(database)
  await database.knex.transaction(async (knex) => {
    // In one transaction, so that SQLite syncs once.
    for (let i = 0; i < ROWS; i++) {
      const urn = `urn:li:corpuser:${i % OWNERS}`
      await makeSqlTokenStore({ knex }).insert(
        tokenRecord({ id: idOf(`${i}`), ownerUrn: urn, actorUrn: urn, createdAt: i }),
      )
      await makeSqlUserStore({ knex }).upsertPassword(userRecord({ urn: `urn:li:corpuser:${i}` }))
      await makeSqlSessionStore({ knex }).insert(
        sessionRecord({ id: idOf(`${i}`), actorUrn: urn, expiresAt: i }),
      )
    }
  })

  const statements: Statement[] = []
  database.knex.on('query', ({ sql, bindings }: Statement) => statements.push({ sql, bindings }))
  const ownerUrn = 'urn:li:corpuser:7'
  const id = idOf('2000')
  await tokens.find(id)
  await tokens.listByOwner({ ownerUrn, limit: 20 })
  await tokens.listByOwner({ ownerUrn, limit: 20, before: { createdAt: ROWS / 2, id } })
  await tokens.revoke(id, 1)
  await users.find(ownerUrn)
  await sessions.find(id)
  await sessions.delete(idOf('2001'))
  await sessions.deleteByActor('urn:li:corpuser:8')
  await sessions.deleteExpired(20)
  database.knex.removeAllListeners('query')
  t.equal(statements.length, 9, 'each method is one statement')
  return statements
}
