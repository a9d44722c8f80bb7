import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import type { Knex } from 'knex'
import t from 'tap'
import { testMysql } from '../helpers/servers/index.ts'
import { errorOf, mysqlDatabase, openFor } from './databases.ts'
import { tokenRecord } from './records.ts'
import { writableTokenStore } from './writing.ts'

const EVERYTHING = { depth: 20, showHidden: true }

t.test('the password of MySQL is in no error and in nothing that is printed', async (t) => {
  const { url } = await testMysql(t)
  const admin = await openFor(t, url)
  const own = new URL(url)
  own.username = `user_${own.pathname.slice(-12)}`
  await admin.knex.raw("CREATE USER ?@'%' IDENTIFIED BY 'hunter2'", [own.username])
  t.teardown(() => admin.knex.raw('DROP USER ?', [own.username]))
  await admin.knex.raw("GRANT ALL ON ??.* TO ?@'%'", [own.pathname.slice(1), own.username])

  own.password = 'hunter2'
  const { knex } = await openFor(t, own.href)
  const failed = await errorOf(knex('nothing').select())
  t.match(failed, { code: 'ER_NO_SUCH_TABLE' })
  own.password = 'hunter22'
  const stranger = await openFor(t, own.href)
  const refused = await errorOf(stranger.knex.select(1))
  t.match(refused, { code: 'ER_ACCESS_DENIED_ERROR' })

  for (const error of [failed, refused]) t.notMatch(inspect(error, EVERYTHING), 'hunter2')
  for (const { client } of [knex, stranger.knex]) {
    t.notMatch(inspect(client, { depth: 20 }), 'hunter2')
    t.notMatch(inspect(client.pool, { depth: 20 }), 'hunter2')
  }
})

t.test('a MySQL that accepts connections and says nothing is given up after two seconds', async (t) => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => silent.close())
  const { port } = silent.address() as AddressInfo
  const { knex } = await openFor(t, `mysql://root:hunter2@127.0.0.1:${port}/latchkey`)
  const start = performance.now()
  const error = await errorOf(knex.select(1))
  t.ok(performance.now() - start < 4_000)
  t.match(error, { code: 'ETIMEDOUT' })
  t.notMatch(inspect(error, EVERYTHING), 'hunter2')
})

t.test('queries that hang are given up, and their connections are used by nobody after them', async (t) => {
  const { knex } = await mysqlDatabase(t, { connectionsMax: 2 })
  const sleep = (on: Knex) => on.select(on.raw('SLEEP(20) AS answer')).options({ timeout: 200 })
  const errors = await Promise.all([errorOf(sleep(knex)), errorOf(knex.transaction(sleep))])
  // The transaction's own error is that of its rollback, on a connection that is gone.
  t.match(errors, [{ code: 'PROTOCOL_SEQUENCE_TIMEOUT' }, { code: 'PROTOCOL_CONNECTION_LOST' }])
  const answers = await Promise.all([1, 2, 3].map((i) => knex.select(knex.raw('? AS answer', [i]))))
  t.strictSame(answers, [[{ answer: 1 }], [{ answer: 2 }], [{ answer: 3 }]])
})

t.test('a value too long for MySQL is refused, not cut into another', async (t) => {
  const store = writableTokenStore(await mysqlDatabase(t))
  await t.rejects(store.insert(tokenRecord({ name: 'n'.repeat(256) })), {
    name: 'UnfitValueError',
    cause: { code: 'ER_DATA_TOO_LONG' },
  })
  const actorUrn = `urn:li:corpuser:${'u'.repeat(1_009)}`
  await t.rejects(store.insert(tokenRecord({ actorUrn })), {
    name: 'UnfitValueError',
    cause: { code: 'ER_DATA_TOO_LONG' },
  })
  t.equal(await store.find(tokenRecord().id), undefined)
})
