import type { Redis } from 'ioredis'
import t, { type Test } from 'tap'
import { makeAttemptCounter } from '../../src/adapters/attempt-counter.ts'
import { connectRedis } from '../../src/adapters/redis/connect.ts'
import type { AttemptCounter } from '../../src/app/ports/sign-in.ts'
import { Secret } from '../../src/domain/secret.ts'
import { startRedisServer } from '../helpers/servers/index.ts'

const hideKey = (key: string) => `hidden ${Buffer.from(key).toString('hex')}`

function counter(redis?: Redis, periodSeconds = 60, name = 'test'): AttemptCounter {
  return makeAttemptCounter({ name, attempts: 3, periodSeconds, redis, hideKey })
}

/** How many of these attempts are allowed. */
async function allowed(times: number, one: AttemptCounter, key = 'alice'): Promise<number> {
  const waits = await Promise.all(Array.from({ length: times }, () => one.count(key)))
  return waits.filter((wait) => wait === undefined).length
}

async function redisOf(t: Test, url: string): Promise<Redis> {
  const redis = await connectRedis(new Secret(url), () => undefined)
  t.teardown(() => redis.disconnect())
  await untilReady(redis)
  return redis
}

/** It may be ready by the time that somebody begins to wait. */
async function untilReady(redis: Redis): Promise<void> {
  if (redis.status !== 'ready') await new Promise((resolve) => redis.once('ready', resolve))
}

async function behavesAsACounter(t: Test, redis?: Redis): Promise<void> {
  const one = counter(redis)
  t.equal(await allowed(10, one), 3, 'also at the same moment')
  const wait = await one.count('alice')
  t.ok(wait !== undefined && wait > 55_000 && wait <= 60_000, `${wait} ms`)
  t.equal(await allowed(10, one, 'bob'), 3, 'each key for itself')
  t.equal(await allowed(10, counter(redis, 60, 'other')), 3, 'each counter for itself')
  await one.forget('alice')
  t.equal(await allowed(2, one), 2)
  await one.uncount('alice')
  t.equal(await allowed(10, one), 2)
  const short = counter(redis, 1, 'short')
  t.equal(await allowed(5, short), 3)
  await new Promise((resolve) => setTimeout(resolve, 1100))
  t.equal(await allowed(5, short), 3, 'a period ends')
}

t.test('attempts are counted in the process', async (t) => behavesAsACounter(t))

t.test('replicas count together in Redis, and nothing that was typed can be read there', async (t) => {
  const { url } = await startRedisServer(t)
  const [one, other] = [await redisOf(t, url), await redisOf(t, url)]
  await behavesAsACounter(t, one)
  t.equal(await allowed(2, counter(one), 'carol'), 2)
  t.equal(await allowed(2, counter(other), 'carol'), 1)
  const keys = await one.keys('*')
  t.ok(keys.length > 3)
  for (const key of keys) {
    t.match(key, /^latchkey:attempts:/)
    t.notMatch(key, /alice|bob|carol/)
    t.ok((await one.pttl(key)) > 0, 'none stays for ever')
  }
})

t.test('while Redis is away each process counts alone, and nobody waits for it', async (t) => {
  const server = await startRedisServer(t)
  const redis = await redisOf(t, server.url)
  const one = counter(redis)
  t.equal(await allowed(2, one), 2)
  await server.stop()
  const start = performance.now()
  t.equal(await allowed(10, one), 3)
  t.ok((await one.count('alice')) !== undefined)
  await one.uncount('alice')
  await one.forget('alice')
  t.ok(performance.now() - start < 1000)
  t.equal(await allowed(10, one), 3)
  await server.restart()
  await untilReady(redis)
  t.equal(await allowed(10, one, 'dave'), 3)
  const [key] = await redis.keys('*')
  t.match(key, /^latchkey:attempts:test:hidden/)
})

t.test('a Redis that hangs costs a tenth of a second', async (t) => {
  const server = await startRedisServer(t)
  const one = counter(await redisOf(t, server.url))
  await server.pause()
  const start = performance.now()
  t.equal(await allowed(10, one), 3)
  t.ok(performance.now() - start < 1000)
  await server.resume()
})
