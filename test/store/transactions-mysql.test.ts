import { inspect } from 'node:util'
import t, { type Test } from 'tap'
import { migrate } from '../../db/migrate.ts'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { ALICE, BOB, caller } from '../helpers/fakes/people.ts'
import { auditRecordOf } from '../helpers/fakes/transactions.ts'
import { startMysqlProxy } from '../helpers/mysql-proxy.ts'
import { testMysql } from '../helpers/servers/index.ts'
import { errorOf, mysqlDatabase, openFor } from './databases.ts'
import { onEachConnection } from './each-connection.ts'
import { idOf, tokenRecord, userRecord } from './records.ts'
import { writableDirectory, writableTokenStore } from './writing.ts'

interface Variable {
  Variable_name: string
  Value: string
}

const act = () => auditRecordOf(caller(ALICE), { action: 'user.suspend' })

async function worldOf(database: Database) {
  const directory = await writableDirectory(database)
  for (const urn of [ALICE, BOB]) await directory.insertUser(userRecord({ urn }))
  return {
    database,
    ...makeSqlTransactions(database),
    directory,
    tokens: writableTokenStore(database),
    countAudit: async () => (await database.knex('audit').select('id')).length,
  }
}

t.test(
  'every connection reads what is committed, escapes by backslash and refuses what is too long',
  async (t) => {
    const connectionsMax = 5
    const database = await mysqlDatabase(t, { connectionsMax })
    const seen = await onEachConnection(database, connectionsMax, async (connection) => {
      const [rows] = await connection.raw<Variable[][]>(
        `SHOW SESSION VARIABLES WHERE Variable_name IN
       ('tx_isolation', 'transaction_isolation', 'sql_mode', 'time_zone', 'innodb_lock_wait_timeout')`,
      )
      return Object.fromEntries(
        (rows ?? []).map((row) => [row.Variable_name.replace(/^tx_|^transaction_/, ''), row.Value]),
      )
    })
    t.equal(seen.length, connectionsMax)
    for (const variables of seen) {
      t.match(variables, { isolation: 'READ-COMMITTED', time_zone: '+00:00', innodb_lock_wait_timeout: '1' })
      t.match(variables.sql_mode, /STRICT_ALL_TABLES/)
      t.notMatch(variables.sql_mode, /NO_BACKSLASH_ESCAPES|ANSI_QUOTES/)
    }
  },
)

t.test('a value too long for the audit trail stops the change that it is about', async (t) => {
  const { change, tokens, countAudit } = await worldOf(await mysqlDatabase(t))
  const attempt = change((writes) => {
    writes.tokens.insert(tokenRecord())
    writes.audit.append({ ...act(), userAgent: 'x'.repeat(256) })
  })
  t.match(await errorOf(attempt), { name: 'UnfitValueError', cause: { code: 'ER_DATA_TOO_LONG' } })
  t.equal(await tokens.find(tokenRecord().id), undefined)
  t.equal(await countAudit(), 0)
})

// MariaDB 11.6 turned it on by default: a statement that meets a row changed since its snapshot fails with 1020.
for (const snapshotIsolation of ['OFF', 'ON'] as const) {
  const where = `where it is MariaDB with innodb_snapshot_isolation ${snapshotIsolation}`

  t.test(`two changes that lock each other out are both made, each once and whole, ${where}`, async (t) => {
    const database = await mysqlDatabase(t, { connectionsMax: 2 })
    await setSnapshotIsolation(t, database, snapshotIsolation)
    const { change, directory, countAudit } = await worldOf(database)
    const before = await deadlocks(database)
    const bothHaveOne = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
    let attempts = 0
    const suspend = (first: string, second: string, me: number) => {
      const status = me === 0 ? 'SUSPENDED' : 'ACTIVE'
      return change(async (writes) => {
        attempts++
        writes.audit.append(act())
        await writes.directory.setPassword(first, status)
        bothHaveOne[me]?.resolve()
        await Promise.all(bothHaveOne.map(({ promise }) => promise))
        await writes.directory.setPassword(second, status)
        return me
      })
    }
    t.strictSame(await Promise.all([suspend(ALICE, BOB, 0), suspend(BOB, ALICE, 1)]), [0, 1])
    t.equal(attempts, 3, 'one of them began anew')
    const after = await deadlocks(database)
    t.ok(after === undefined || after > (before ?? 0), 'since there was a deadlock')
    t.equal(await countAudit(), 2)
    const [alice, bob] = [await directory.findUser(ALICE), await directory.findUser(BOB)]
    t.equal(alice?.passwordHash, bob?.passwordHash, 'the later one was made on both')
  })

  t.test(`a change that waits too long for a row’s lock begins anew, ${where}`, async (t) => {
    const database = await mysqlDatabase(t, { connectionsMax: 2 })
    await setSnapshotIsolation(t, database, snapshotIsolation)
    const { change, directory } = await worldOf(database)
    let attempts = 0
    const other = await database.knex.transaction()
    await other('users').update({ title: 'locked' })
    const waiting = change(async (writes) => {
      attempts++
      await writes.directory.setStatus(ALICE, 'SUSPENDED')
    })
    while (attempts < 2) await new Promise((resolve) => setTimeout(resolve, 20))
    await other.commit()
    await waiting
    t.match(await directory.findUser(ALICE), { status: 'SUSPENDED', title: 'locked' })
  })

  t.test(`200 changes of the same rows at once are all made, ${where}`, async (t) => {
    const connectionsMax = 8
    const database = await mysqlDatabase(t, { connectionsMax })
    await setSnapshotIsolation(t, database, snapshotIsolation, connectionsMax)
    const { change, countAudit } = await worldOf(database)
    const changes = Array.from({ length: 200 }, (_, i) =>
      change(async (writes) => {
        const [first, second] = i % 2 === 0 ? [ALICE, BOB] : [BOB, ALICE]
        await writes.directory.setPassword(first, `${i}`)
        await writes.directory.setPassword(second, `${i}`)
        writes.audit.append(act())
      }),
    )
    await Promise.all(changes)
    t.equal(await countAudit(), 200)
    const hashes = await database.knex('users').pluck('password_hash')
    t.equal(new Set(hashes).size, 1, 'the same change was the last on both')
  })
}

t.test('whoever changes a password waits for a change that holds it, and finds what that made', async (t) => {
  const database = await mysqlDatabase(t, { connectionsMax: 2 })
  const { change, directory } = await worldOf(database)
  await directory.setPassword(ALICE, 'old')
  const { promise: held, resolve: hold } = Promise.withResolvers<void>()
  const { promise: released, resolve: release } = Promise.withResolvers<void>()
  const order: string[] = []
  const signIn = change(async (writes) => {
    t.equal(await writes.directory.holdPassword(ALICE, 'old'), true)
    hold()
    await released
    writes.audit.append(act())
  }).then(() => order.push('sign-in'))
  await held
  const reset = directory.setPassword(ALICE, 'new').then(() => order.push('reset'))
  await new Promise((resolve) => setTimeout(resolve, 200))
  t.strictSame(order, [])
  release()
  await Promise.all([signIn, reset])
  t.strictSame(order, ['sign-in', 'reset'])
  await change(async (writes) => t.equal(await writes.directory.holdPassword(ALICE, 'old'), false))
})

t.test('a row that changed since it was read makes a change begin anew (1020)', async (t) => {
  const { url } = await testMysql(t)
  const elsewhere = await openFor(t, url)
  await migrate(elsewhere)
  const database = await openFor(t, url, { connectionsMax: 1 })
  if (!(await setSnapshotIsolation(t, database, 'ON', 1))) return
  // Only where a server is configured against us does a transaction of ours keep a snapshot.
  await database.knex.raw('SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ')
  const { change, directory } = await worldOf(database)
  let attempts = 0
  await change(async (writes) => {
    attempts++
    await writes.directory.updateProfile(ALICE, {})
    if (attempts === 1) await elsewhere.knex('users').update({ title: 'changed' })
    await writes.directory.setStatus(ALICE, 'SUSPENDED')
  })
  t.equal(attempts, 2)
  t.match(await directory.findUser(ALICE), { status: 'SUSPENDED', title: 'changed' })
})

t.test('a change that always meets what passes is given up after some five seconds', async (t) => {
  const database = await mysqlDatabase(t, { connectionsMax: 2 })
  const { change } = await worldOf(database)
  const other = await database.knex.transaction()
  await other('users').update({ title: 'locked' })
  let attempts = 0
  const attempt = change(async (writes) => {
    attempts++
    await writes.directory.setStatus(ALICE, 'SUSPENDED')
  })
  t.match(await errorOf(attempt), { code: 'ER_LOCK_WAIT_TIMEOUT' })
  t.ok(attempts >= 4 && attempts <= 6, `${attempts} attempts`)
  await other.rollback()
})

t.test('a connection that broke within a change serves nobody after it', async (t) => {
  const { proxy, change, directory, tokens } = await throughProxy(t)
  const broken = change(async (writes) => {
    await writes.directory.setStatus(ALICE, 'SUSPENDED')
    proxy.cut()
    writes.tokens.insert(tokenRecord())
  })
  t.match(await errorOf(broken), { code: /^(PROTOCOL_CONNECTION_LOST|ECONNRESET|EPIPE)$/ })
  t.match(await directory.findUser(ALICE), { status: 'ACTIVE' }, 'the one connection is a new one')
  t.equal(await tokens.find(tokenRecord().id), undefined)
  await change((writes) => writes.tokens.insert(tokenRecord()))
  t.ok(await tokens.find(tokenRecord().id))
})

t.test('a server that says nothing fails a change in time, and its late answer reaches nobody', async (t) => {
  const { proxy, change, directory, tokens } = await throughProxy(t)
  proxy.hold()
  const start = performance.now()
  const silent = change(async (writes) => writes.directory.setStatus(BOB, 'SUSPENDED'))
  t.match(await errorOf(silent), { code: 'PROTOCOL_SEQUENCE_TIMEOUT' })
  t.ok(performance.now() - start < 8_000)
  proxy.release()
  t.match(await directory.findUser(ALICE), { urn: ALICE })
  await change((writes) => writes.tokens.insert(tokenRecord()))
  t.ok(await tokens.find(tokenRecord().id))
})

t.test('a commit whose answer is lost is an error, and whatever came of it is whole', async (t) => {
  const { proxy, change, tokens, countAudit } = await throughProxy(t)
  proxy.loseAnswers(true)
  const lost = change((writes) => {
    writes.tokens.insert(tokenRecord())
    writes.audit.append(act())
  })
  t.match(await errorOf(lost), { code: /^(PROTOCOL_CONNECTION_LOST|ECONNRESET)$/ })
  proxy.loseAnswers(false)
  const isThere = (await tokens.find(tokenRecord().id)) !== undefined
  t.equal(await countAudit(), isThere ? 1 : 0)
})

t.test('a database that cannot be reached fails a change, and takes nothing with it', async (t) => {
  const { database, change, tokens } = await throughProxy(t)
  const held = await database.knex.transaction()
  const error = await errorOf(change((writes) => writes.tokens.insert(tokenRecord())))
  t.match(error, { name: 'KnexTimeoutError' }, 'all connections are taken')
  await held.rollback()
  await change((writes) => writes.tokens.insert(tokenRecord()))
  t.ok(await tokens.find(tokenRecord().id))
})

t.test('a thousand changes leave the pool as they found it', async (t) => {
  const connectionsMax = 4
  const database = await mysqlDatabase(t, { connectionsMax })
  const { change } = await worldOf(database)
  const outcomes = await Promise.allSettled(
    Array.from({ length: 1_000 }, (_, i) =>
      change(async (writes) => {
        writes.tokens.insert(tokenRecord({ id: idOf(`${i % 700}`) }))
        if (i % 3 === 0) await writes.directory.setStatus(ALICE, i % 2 === 0 ? 'ACTIVE' : 'SUSPENDED')
        if (i % 11 === 0) throw new Error('refused')
      }),
    ),
  )
  t.ok(outcomes.some(({ status }) => status === 'rejected'))
  const { pool } = database.knex.client
  t.equal(pool.numUsed(), 0)
  t.ok(pool.numFree() <= connectionsMax)
  t.notMatch(inspect(outcomes.filter(({ status }) => status === 'rejected')), /KnexTimeoutError/)
})

/** A database of which the test has one connection, through a proxy. */
async function throughProxy(t: Test) {
  const { url } = await testMysql(t)
  // A migration takes two connections.
  await migrate(await openFor(t, url))
  const proxy = await startMysqlProxy(t, url)
  return { proxy, ...(await worldOf(await openFor(t, proxy.url, { connectionsMax: 1 }))) }
}

/** How often this server has met a deadlock, where it counts. */
async function deadlocks({ knex }: Database): Promise<number | undefined> {
  const [rows] = await knex.raw<[{ Value: string }[], unknown]>("SHOW GLOBAL STATUS LIKE 'Innodb_deadlocks'")
  return rows[0] && Number(rows[0].Value)
}

/** On every connection of the pool; `false` where the server does not know the setting. */
async function setSnapshotIsolation(t: Test, database: Database, value: 'ON' | 'OFF', connections = 2) {
  const [known] = await database.knex.raw<[object[], unknown]>(
    "SHOW VARIABLES LIKE 'innodb_snapshot_isolation'",
  )
  if (known.length === 0) return false
  const set = await onEachConnection(database, connections, async (connection) => {
    await connection.raw(`SET SESSION innodb_snapshot_isolation = ${value}`)
    const [rows] = await connection.raw<[{ isOn: number }[], unknown]>(
      'SELECT @@innodb_snapshot_isolation AS isOn',
    )
    return rows[0]?.isOn
  })
  t.strictSame([...new Set(set)], [value === 'ON' ? 1 : 0])
  return true
}
