import t, { type Test } from 'tap'
import { makeSqlAuditTrail } from '../../src/adapters/sql/audit-trail.ts'
import type { Database } from '../../src/adapters/sql/connect.ts'
import type { AuditFilter } from '../../src/app/ports/audit.ts'
import { auditId, auditing, auditRecord, count } from './auditing.ts'
import { mysqlDatabase, sqliteDatabase } from './databases.ts'

const RECORDS = 4_000
const NEWEST = 1_790_000_000_000 + RECORDS

const FILTERS: AuditFilter[] = [
  {},
  { subject: 'urn:li:dataHubAccessToken:7' },
  { actorUrn: 'urn:li:corpuser:7' },
  { address: '192.0.2.7' },
  { action: 'session.refuse' },
  { action: 'token.create' },
  { outcome: 'refused' },
  { outcome: 'done' },
  { since: NEWEST - 1_000, until: NEWEST - 500 },
  { actorUrn: 'urn:li:corpuser:7', action: 'token.create', outcome: 'done', since: 5 },
]

interface MysqlStep {
  table: string
  type: string
  key: string | null
  Extra: string | null
}

interface Statement {
  sql: string
  bindings: (string | number | Buffer)[]
}

t.test('no query of the audit trail reads a whole table, or sorts, in MySQL', async (t) => {
  const database = await mysqlDatabase(t)
  const statements = await statementsOf(t, database)
  await database.knex.raw('ANALYZE TABLE audit')
  for (const { sql, bindings } of statements) {
    const [plan = []] = await database.knex.raw<MysqlStep[][]>(`EXPLAIN ${sql}`, bindings)
    const {
      type = '',
      key,
      Extra,
    } = plan.find((step) => step.table === 'audit') ?? ({} as Partial<MysqlStep>)
    t.ok(key, `${key}: ${sql}`)
    t.notMatch(Extra ?? '', /filesort|temporary/, sql)
    // Without any condition the newest end of the index on time is read, as far as the limit.
    if (/ where /.test(sql)) t.notOk(['ALL', 'index'].includes(type), `${type}: ${sql}`)
  }
})

t.test('no query of the audit trail reads a whole table, or sorts, in SQLite', async (t) => {
  const database = await sqliteDatabase(t)
  for (const { sql, bindings } of await statementsOf(t, database)) {
    const plan = await database.knex.raw<{ detail: string }[]>(`EXPLAIN QUERY PLAN ${sql}`, bindings)
    const details = plan.map(({ detail }) => detail).join('; ')
    t.notMatch(details, /TEMP B-TREE/, sql)
    if (/ where /.test(sql)) t.match(details, /SEARCH audit USING (PRIMARY KEY|(COVERING )?INDEX)/, sql)
  }
})

/** The real SQL, beside what seals, on a table of some size, most of it sealed. */
async function statementsOf(t: Test, database: Database): Promise<Statement[]> {
  const { append, sealer, store } = auditing(database)
  for (const part of count(RECORDS / 500, 0)) {
    const numbers = count(500, part * 500)
    await append(
      ...numbers.map((n) =>
        auditRecord(n, {
          actorUrn: `urn:li:corpuser:${n % 30}`,
          address: `192.0.2.${n % 30}`,
          ...(n % 20 === 0 ? { action: 'session.refuse', outcome: 'refused' } : {}),
        }),
      ),
    )
    if (part < 7) await sealer.run()
  }
  const statements: Statement[] = []
  database.knex.on('query', ({ sql, bindings }: Statement) => statements.push({ sql, bindings }))
  const trail = makeSqlAuditTrail(database, 100)
  for (const filter of FILTERS) {
    await trail.page({ filter, limit: 100 })
    await trail.page({ filter, limit: 100, before: { at: NEWEST - 500, id: auditId(RECORDS - 500) } })
  }
  await store.unsealed(10_000)
  await store.link()
  await store.link(5)
  await store.after(undefined, 500)
  await store.after({ seq: 1_000, id: auditId(5) }, 500)
  database.knex.removeAllListeners('query')
  t.equal(statements.length, 2 * (FILTERS.length + 1) + 6)
  return statements
}
