import { Redis } from 'ioredis'
import { createConnection, type RowDataPacket } from 'mysql2/promise'
import t from 'tap'
import { testMysql, testRedis } from '../helpers/servers/index.ts'

t.test('each call gives an empty database of its own that answers queries', async (t) => {
  const [first, second] = await Promise.all([testMysql(t), testMysql(t)])
  t.not(first.url, second.url)
  const connection = await createConnection(first.url)
  await connection.query('CREATE TABLE note (id BIGINT PRIMARY KEY)')
  const [tables] = await connection.query<RowDataPacket[]>('SHOW TABLES')
  t.equal(tables.length, 1)
  await connection.changeUser({ database: new URL(second.url).pathname.slice(1) })
  const [none] = await connection.query<RowDataPacket[]>('SHOW TABLES')
  t.same(none, [])
  await connection.end()
})

t.test('a database is dropped when its test ends', async (t) => {
  let url = ''
  await t.test('the test that made it', async (t) => {
    url = (await testMysql(t)).url
  })
  await t.rejects(createConnection(url), { code: 'ER_BAD_DB_ERROR' })
})

t.test('each call gives the Redis with a prefix of its own, whose keys go when the test ends', async (t) => {
  const outer = await testRedis(t)
  const client = new Redis(outer.url)
  t.teardown(() => client.disconnect())
  let key = ''
  await t.test('the test that set it', async (t) => {
    const inner = await testRedis(t)
    t.not(inner.prefix, outer.prefix)
    key = `${inner.prefix}key`
    await client.set(key, 'value')
    t.equal(await client.get(key), 'value')
  })
  t.equal(await client.exists(key), 0)
})
