import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { migrate } from '../../db/migrate.ts'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import type { AuditRecord } from '../../src/app/ports/audit.ts'
import { Secret } from '../../src/domain/secret.ts'
import { testMysql } from '../helpers/servers/index.ts'
import { auditing, auditRecord, count } from './auditing.ts'
import { errorOf, openFor } from './databases.ts'
import { idOf, tokenRecord } from './records.ts'

// What waits for a lock waits for five seconds here, and then fails.
const AT_ONCE_MS = 1_000

interface Held {
  /** Resolves when the statements before the commit have run: their locks are held from now on. */
  reached: Promise<void>
  release: () => void
}

/** Holds the next transaction of this database that writes `audit` open before its commit. */
function holdNextCommit({ knex }: Database): Held {
  type Query = { sql: string; bindings: unknown[] }
  const client = knex.client as {
    _query(connection: object, query: Query): Promise<{ response: [unknown, unknown] }>
  }
  const original = client._query
  const { promise: reached, resolve: reach } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  client._query = async function (connection, query) {
    if (!/`audit`.*; COMMIT$/s.test(query.sql)) return original.call(this, connection, query)
    client._query = original
    await original.call(this, connection, { ...query, sql: query.sql.slice(0, -'; COMMIT'.length) })
    reach()
    await released
    const { response } = await original.call(this, connection, { sql: 'COMMIT', bindings: [] })
    // As of several statements: a result for each.
    return { response: [[response[0]], response[1]] }
  }
  return { reached, release }
}

async function twoProcesses(t: Test): Promise<[Database, Database]> {
  const { url } = await testMysql(t)
  const one = await openFor(t, url)
  await migrate(one)
  return [one, await openFor(t, url)]
}

async function msOf(work: Promise<unknown>): Promise<number> {
  const start = performance.now()
  await work
  return performance.now() - start
}

async function tokenToRevoke(database: Database): Promise<() => Promise<unknown>> {
  const transactions = makeSqlTransactions(database)
  const id = idOf('to revoke')
  await transactions.change(({ tokens }) => tokens.insert(tokenRecord({ id })))
  return () =>
    transactions.change(async ({ tokens, audit }) => {
      await tokens.revoke(id, 1)
      audit.append(auditRecord(1_000_000, { action: 'token.revoke' }))
    })
}

t.test('a sealer in the middle of its transaction delays neither a new record nor a revoke', async (t) => {
  const [one, two] = await twoProcesses(t)
  const [sealing, writing] = [auditing(one), auditing(two)]
  const revoke = await tokenToRevoke(two)
  // Made before and after the newest that is being sealed, as ids and as times.
  await writing.append(...count(400).map((n) => auditRecord(2 * n)))
  const held = holdNextCommit(one)
  const run = sealing.sealer.run()
  await held.reached
  const appends = count(200).map((n) => writing.append(auditRecord(2 * n + 1), auditRecord(10_000 + n)))
  t.ok((await msOf(Promise.all([revoke(), ...appends]))) < AT_ONCE_MS)
  held.release()
  await run
  t.match(await writing.verify(), { verdict: 'intact', unsealed: { count: 0 }, checked: { count: 801 } })
})

t.test('two hundred refused sign-ins that are being written do not delay a revoke', async (t) => {
  const [one, two] = await twoProcesses(t)
  const stranger = auditing(one)
  const revoke = await tokenToRevoke(two)
  const held = holdNextCommit(one)
  const refused = (n: number) => auditRecord(n, { action: 'session.refuse', outcome: 'refused' })
  const flush = stranger.append(...count(100).map(refused))
  await held.reached
  const more = count(100, 101).map((n) => stranger.append(refused(n)))
  t.ok((await msOf(revoke())) < AT_ONCE_MS)
  held.release()
  await Promise.all([flush, ...more])
})

t.test('a transaction that stays open, or is undone, holds up no seal but its own', async (t) => {
  const [one, two] = await twoProcesses(t)
  const [slow, other] = [auditing(one), auditing(two)]
  const held = holdNextCommit(one)
  const change = slow.append(auditRecord(1))
  await held.reached
  await other.append(auditRecord(2))
  const undone = makeSqlTransactions(two).change(async ({ audit, tokens }) => {
    audit.append(auditRecord(3))
    await tokens.revoke(idOf('nobody'), 1)
    throw new Error('undone')
  })
  t.match(await errorOf(undone), { message: 'undone' })
  t.ok((await msOf(other.sealer.run())) < AT_ONCE_MS)
  t.match(await other.verify(), { verdict: 'intact', checked: { count: 1 }, unsealed: { count: 0 } })
  held.release()
  await change
  await other.sealer.run()
  t.match(await other.verify(), { verdict: 'intact', checked: { count: 2 }, unsealed: { count: 0 } })
})

t.test('of two sealers one has its turn, and the other does not wait', async (t) => {
  const [one, two] = await twoProcesses(t)
  const [first, second] = [auditing(one), auditing(two)]
  await first.append(auditRecord(1))
  const held = holdNextCommit(one)
  const run = first.sealer.run()
  await held.reached
  t.ok((await msOf(second.sealer.run())) < AT_ONCE_MS)
  t.match(second.sealer.stats, { sealed: 0, sealerFailures: 0, unsealed: 1 })
  held.release()
  await run
  t.match(first.sealer.stats, { sealed: 1, unsealed: 0 })
})

/** Begins to seal with two processes, the second of which has got the lock that the first has lost. */
async function sealAtOnce(
  [one, two]: [Database, Database],
  rival: ReturnType<typeof auditing>,
  late?: AuditRecord,
) {
  const held = holdNextCommit(one)
  const run = errorOf(auditing(one).sealer.run())
  await held.reached
  await two.knex.raw(`KILL ${await lockHolder(two)}`)
  while ((await lockHolder(two)) !== null);
  if (late !== undefined) await rival.append(late)
  const second = rival.sealer.run().catch((error: unknown) => error)
  await waitForLockWait(two)
  held.release()
  // The first learns of its lock when it gives it back; what it sealed stays.
  return { first: await run, second: await second }
}

t.test('two that seal at once, their lock lost, leave one chain', async (t) => {
  const databases = await twoProcesses(t)
  const rival = auditing(databases[1])
  await rival.append(auditRecord(2), auditRecord(3))
  // Sorts first, so that the second numbers every record otherwise than the first does.
  const { first, second } = await sealAtOnce(databases, rival, auditRecord(1))
  t.match(first, { fatal: true })
  t.match(second, { code: 'ER_DUP_ENTRY' })
  await rival.sealer.run()
  t.match(await rival.verify(), { verdict: 'intact', checked: { count: 3 }, unsealed: { count: 0 } })
})

t.test('a seal that is there is not written over, whatever another process makes of it', async (t) => {
  const databases = await twoProcesses(t)
  const misconfigured = auditing(databases[1], {
    salt: new Secret('a salt that the other replicas have not'),
  })
  await misconfigured.append(auditRecord(1))
  t.match(await sealAtOnce(databases, misconfigured), { first: { fatal: true }, second: undefined })
  t.match(await auditing(databases[0]).verify(), { verdict: 'intact', checked: { count: 1 } })
})

t.test('many processes that write and seal at once make one chain of all', async (t) => {
  const { url } = await testMysql(t)
  const databases = await Promise.all(count(4).map(() => openFor(t, url, { connectionsMax: 4 })))
  await migrate(databases[0] as Database)
  const processes = databases.map((database) => auditing(database))
  let next = 0
  const lives = processes.map(async ({ append, sealer }) => {
    for (let i = 0; i < 40; i++) {
      await Promise.all([
        append(...count(1 + (i % 3)).map(() => auditRecord(++next))),
        append(auditRecord(++next)),
        sealer.run(),
      ])
    }
  })
  await Promise.all(lives)
  const [last] = processes
  await last?.sealer.finish()
  t.match(await last?.verify(), { verdict: 'intact', checked: { count: next }, unsealed: { count: 0 } })
  for (const { sealer, losses } of processes) {
    t.equal(sealer.stats.sealerFailures, 0)
    t.same(losses, [])
  }
})

async function lockHolder({ knex }: Database): Promise<number | null> {
  const [[row]] = await knex.raw<[[{ holder: number | null }], unknown]>(
    "SELECT IS_USED_LOCK(LEFT(CONCAT('latchkey_audit:', DATABASE()), 64)) AS holder",
  )
  return row.holder
}

async function waitForLockWait({ knex }: Database): Promise<void> {
  for (;;) {
    const [rows] = await knex.raw<[object[], unknown]>(
      "SELECT 1 FROM information_schema.innodb_trx WHERE trx_state = 'LOCK WAIT'",
    )
    if (rows.length > 0) return
    // The table is made anew when nobody has read it for a tenth of a second.
    await setTimeout(150)
  }
}
