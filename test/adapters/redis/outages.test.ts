import t, { type Test } from 'tap'
import type { PrivateRedis } from '../../helpers/servers/private-redis.ts'
import { waitUntil } from '../../helpers/servers/wait-until.ts'
import { idOf, tokenRecord } from '../../store/records.ts'
import { type CacheWorld, cacheAt, privateRedis } from './cache-setup.ts'

const record = tokenRecord()
const { id } = record

// After a failure the cache asks nothing for a second; the fake clock steps over it.
const REST_MS = 1_000
const QUICK_MS = 300

async function brokenRedis(t: Test): Promise<CacheWorld & { server: PrivateRedis }> {
  const server = await privateRedis(t)
  const world = await cacheAt(t, server.url)
  await world.cache.set({ record, readAtMs: world.clock.now() })
  t.ok(await world.cache.get(id), 'it worked before')
  return { ...world, server }
}

/** Does everything that a cache can be asked, none of which may reject or take long; what `get` said. */
async function useQuickly(t: Test, { cache, clock }: CacheWorld): Promise<unknown> {
  const start = performance.now()
  const [found] = await Promise.all([
    cache.get(id),
    cache.set({ record, readAtMs: clock.now() }),
    cache.delete(idOf('another')),
    ...Array.from({ length: 100 }, () => cache.get(id)),
  ])
  const took = performance.now() - start
  t.ok(took < QUICK_MS, `${Math.round(took)} ms`)
  return found
}

/** Each try comes after a rest, so that the first one after Redis is back succeeds. */
async function worksAgain(t: Test, { cache, clock }: CacheWorld): Promise<void> {
  await waitUntil(
    'the cache',
    async () => {
      clock.advance(REST_MS)
      await cache.set({ record, readAtMs: clock.now() })
      return (await cache.get(id)) !== undefined
    },
    { timeoutMs: 10_000 },
  )
  t.pass('it works again')
}

t.test('a Redis that is gone costs no time, and is used again when it is back', async (t) => {
  const world = await brokenRedis(t)
  await world.server.stop()
  t.equal(await useQuickly(t, world), undefined)
  world.clock.advance(REST_MS)
  t.equal(await useQuickly(t, world), undefined, 'also when it is asked again after the rest')
  await world.server.restart()
  await worksAgain(t, world)
})

t.test('a Redis that hangs costs one time-out, not one each request, and is used again', async (t) => {
  const world = await brokenRedis(t)
  await world.server.pause()
  t.equal(await useQuickly(t, world), undefined)
  const start = performance.now()
  for (let i = 0; i < 100; i++) t.equal(await world.cache.get(id), undefined)
  t.ok(performance.now() - start < QUICK_MS, 'it is left alone for a while')
  world.clock.advance(REST_MS)
  t.equal(await useQuickly(t, world), undefined)
  await world.server.resume()
  await worksAgain(t, world)
})

t.test('a Redis that was restarted has forgotten, and takes entries again', async (t) => {
  const world = await brokenRedis(t)
  await world.server.restart()
  t.equal(await useQuickly(t, world), undefined)
  await worksAgain(t, world)
})

t.test('a Redis that was flushed has forgotten, and takes entries at once', async (t) => {
  const world = await brokenRedis(t)
  await world.attacker.flushall()
  t.equal(await world.cache.get(id), undefined)
  await world.cache.set({ record, readAtMs: world.clock.now() })
  t.ok(await world.cache.get(id))
})

t.test(
  'something of another type under the key is nothing, and is written over after the rest',
  async (t) => {
    const world = await brokenRedis(t)
    await world.attacker.del(world.keyOf(id))
    await world.attacker.lpush(world.keyOf(id), 'x')
    t.equal(await world.cache.get(id), undefined)
    await worksAgain(t, world)
  },
)

t.test('a Redis that is full or read-only takes nothing, and nobody notices', async (t) => {
  const world = await brokenRedis(t)
  const { cache, clock, attacker } = world
  await attacker.config('SET', 'maxmemory', '1')
  const newer = { record: { ...record, name: 'newer' }, readAtMs: clock.now() }
  await t.resolves(cache.set(newer))
  clock.advance(REST_MS)
  t.match(await cache.get(id), { record: { name: record.name } })
  await attacker.config('SET', 'maxmemory', '0')
  await cache.set({ record, readAtMs: clock.now() })
  t.match(await cache.get(id), { readAtMs: clock.now() })
})

t.test('after a failure Redis is asked nothing for a second, then again', async (t) => {
  const world = await brokenRedis(t)
  const { cache, clock, attacker, keyOf } = world
  await attacker.lpush('list', 'x')
  await attacker.rename('list', keyOf(id))
  t.equal(await cache.get(id), undefined)
  await attacker.del(keyOf(id))
  await cache.set({ record, readAtMs: clock.now() })
  t.equal(await attacker.exists(keyOf(id)), 0, 'not asked')
  clock.advance(REST_MS - 1)
  await cache.set({ record, readAtMs: clock.now() })
  t.equal(await attacker.exists(keyOf(id)), 0, 'not asked')
  clock.advance(1)
  await cache.set({ record, readAtMs: clock.now() })
  t.equal(await attacker.exists(keyOf(id)), 1)
})
