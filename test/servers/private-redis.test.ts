import { Redis } from 'ioredis'
import t from 'tap'
import { startRedisServer } from '../helpers/servers/index.ts'
import { redisInfo } from '../helpers/servers/redis-info.ts'

t.test(
  'a Redis that was stopped refuses connections until it is restarted, empty, at the same URL',
  async (t) => {
    const server = await startRedisServer(t)
    const client = new Redis(server.url, { retryStrategy: () => 20 })
    client.on('error', () => undefined)
    t.teardown(() => client.disconnect())
    await client.set('key', 'value')

    await server.stop()
    await t.rejects(redisInfo(server.url))
    await server.stop()

    await server.restart()
    t.equal(await client.get('key'), null)
  },
)

t.test('a Redis that is up can be restarted', async (t) => {
  const server = await startRedisServer(t)
  const before = await redisInfo(server.url)
  await server.restart()
  t.not(await redisInfo(server.url), before)
})

t.test(
  'a paused Redis answers nothing, and what was asked meanwhile is answered after it resumes',
  async (t) => {
    const server = await startRedisServer(t)
    const client = new Redis(server.url)
    t.teardown(() => client.disconnect())
    await client.ping()

    await server.pause()
    let isAnswered = false
    const asked = client.ping().finally(() => {
      isAnswered = true
    })
    await new Promise((passed) => setTimeout(passed, 200))
    t.equal(isAnswered, false)

    await server.resume()
    t.equal(await asked, 'PONG')
  },
)

t.test('a Redis that is still paused when its test ends does not hold up the end', async (t) => {
  let url = ''
  await t.test('the test that paused it', async (t) => {
    const server = await startRedisServer(t)
    url = server.url
    await server.pause()
  })
  await t.rejects(redisInfo(url))
})
