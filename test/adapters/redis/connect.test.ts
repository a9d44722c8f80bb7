import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import { inspect } from 'node:util'
import { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { connectRedis } from '../../../src/adapters/redis/connect.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { waitUntil } from '../../helpers/servers/wait-until.ts'
import { startChild } from '../../store/child.ts'
import { privateRedis } from './cache-setup.ts'

const EVERYTHING = { depth: 20, showHidden: true }

/** A client that ends with the test, and the errors that it told of. */
async function connected(t: Test, url: string): Promise<{ redis: Redis; errors: Error[] }> {
  const errors: Error[] = []
  const redis = await connectRedis(new Secret(url), (error) => errors.push(error))
  t.teardown(() => redis.disconnect())
  return { redis, errors }
}

function heard(errors: Error[], message: RegExp): Promise<void> {
  const isHeard = async () => errors.some((error) => message.test(error.message))
  return waitUntil(`${message}`, isHeard, { timeoutMs: 10_000 })
}

/** The error of a command; throws where there is none. */
async function refusalOf(redis: Redis): Promise<Error> {
  const [outcome] = await Promise.allSettled([redis.get('key')])
  if (outcome.status === 'fulfilled') throw new Error('the command was answered')
  return outcome.reason
}

t.test('a password that Redis refuses is in no error', async (t) => {
  const server = await privateRedis(t)
  const admin = new Redis(server.url)
  t.teardown(() => admin.disconnect())
  await admin.config('SET', 'requirepass', 'the right one')
  const url = new URL(server.url)
  url.password = 'hunter2'
  for (const username of ['', 'somebody']) {
    url.username = username
    const { redis, errors } = await connected(t, url.href)
    await heard(errors, /WRONGPASS/)
    errors.push(await refusalOf(redis))
    t.notMatch(inspect(errors, EVERYTHING), 'hunter2')
  }
})

t.test('a password of a Redis that cannot be reached is in no error', async (t) => {
  const server = await privateRedis(t)
  await server.stop()
  const { redis, errors } = await connected(t, server.url.replace('//', '//user:hunter2@'))
  await heard(errors, /ECONNREFUSED/)
  errors.push(await refusalOf(redis))
  t.notMatch(inspect(errors, EVERYTHING), 'hunter2')
})

t.test('a URL that is not understood is refused without repeating what may be a password', async (t) => {
  const bad = [
    'redis://:hunter2@127.0.0.1:99999',
    'redis://:hunter2@127.0.0.1:port',
    'redis://u:hunter2@[::1',
    'redis://:hun#ter2@127.0.0.1:6379',
    'redis://:hunter2%zz@127.0.0.1:6379',
    'http://:hunter2@127.0.0.1:6379',
    '/hunter2',
    'hunter2',
    '',
  ]
  for (const url of bad) {
    const error: unknown = await connectRedis(new Secret(url), () => undefined).catch((error) => error)
    t.type(error, Error, url)
    t.notMatch(inspect(error, EVERYTHING), /hunter2|ter2/, url)
  }
})

t.test('the right password is used, with and without a user name', async (t) => {
  const server = await privateRedis(t)
  const admin = new Redis(server.url)
  t.teardown(() => admin.disconnect())
  await admin.config('SET', 'requirepass', 'p@/#?ss')
  for (const user of ['', 'default']) {
    const { redis } = await connected(
      t,
      server.url.replace('//', `//${user}:${encodeURIComponent('p@/#?ss')}@`),
    )
    await once(redis, 'ready')
    t.equal(await redis.ping(), 'PONG')
  }
})

t.test('a Redis that accepts connections and says nothing costs no time', async (t) => {
  const silent = createServer().listen(0, '127.0.0.1')
  await once(silent, 'listening')
  t.teardown(() => silent.close())
  const { port } = silent.address() as AddressInfo
  const { redis } = await connected(t, `redis://127.0.0.1:${port}`)
  const start = performance.now()
  await t.rejects(redis.get('key'))
  t.ok(performance.now() - start < 300)
})

t.test(
  'a process that lost its Redis ends by itself once it has let go, and leaves nothing unhandled',
  async (t) => {
    const server = await privateRedis(t)
    const script = `
    import { once } from 'node:events'
    import { Redis } from 'ioredis'
    import { connectRedis } from './src/adapters/redis/connect.ts'
    import { Secret } from './src/domain/secret.ts'
    const [, url] = process.argv
    const redis = await connectRedis(new Secret(url), () => undefined)
    await once(redis, 'ready')
    const answered = Array.from({ length: 50 }, () => redis.get('key'))
    const admin = new Redis(url, { retryStrategy: () => null })
    await admin.shutdown('NOSAVE').catch(() => undefined)
    if (redis.status === 'ready') await once(redis, 'close')
    const refused = Array.from({ length: 50 }, () => redis.get('key'))
    const outcomes = await Promise.allSettled([...answered, ...refused])
    redis.disconnect()
    const statuses = new Set(outcomes.slice(50).map(({ status }) => status))
    process.on('exit', (code) => console.log('ended with', code, ...statuses))
    // Keeps a process that does not end from running for ever, and by itself keeps none.
    setTimeout(() => process.exit(9), 5_000).unref()
  `
    t.match((await startChild(t, script, server.url)).said, /^ended with 0 rejected$/m)
  },
)
