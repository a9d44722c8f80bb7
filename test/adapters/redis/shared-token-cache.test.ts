import t, { type Test } from 'tap'
import { makeEntrySeal } from '../../../src/adapters/redis/entry-seal.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { testRedis } from '../../helpers/servers/index.ts'
import { idOf, tokenRecord } from '../../store/records.ts'
import { type CacheWorld, cacheAt, LIFE_MS, seal } from './cache-setup.ts'

const record = tokenRecord({ expiresAt: 1_790_000_009_000 })
const { id } = record

async function sharedCache(t: Test): Promise<CacheWorld> {
  const { url, prefix } = await testRedis(t)
  return cacheAt(t, url, prefix)
}

/** What the cache says of the token after somebody put these bytes under its key. */
async function planted({ cache, attacker, keyOf }: CacheWorld, bytes: Buffer | string): Promise<unknown> {
  await attacker.set(keyOf(id), bytes)
  return cache.get(id)
}

t.test('an entry is read back as it was written, by any replica, until it is deleted', async (t) => {
  const { url, prefix } = await testRedis(t)
  const writer = await cacheAt(t, url, prefix)
  const reader = await cacheAt(t, url, prefix)
  const readAtMs = writer.clock.now()
  t.equal(await reader.cache.get(id), undefined)
  await writer.cache.set({ record, readAtMs })
  t.strictSame(await reader.cache.get(id), { record, readAtMs })
  t.equal(await reader.cache.get(idOf('another')), undefined)
  await writer.cache.delete(id)
  t.equal(await reader.cache.get(id), undefined)
})

t.test('an entry is used within its life by our own clock only, and Redis drops it by itself', async (t) => {
  const { cache, clock, attacker, keyOf } = await sharedCache(t)
  await cache.set({ record, readAtMs: clock.now() })
  const left = await attacker.pttl(keyOf(id))
  t.ok(left > 0 && left <= LIFE_MS, `${left} ms`)
  clock.advance(LIFE_MS - 1)
  t.ok(await cache.get(id))
  clock.advance(1)
  t.equal(await cache.get(id), undefined)
})

t.test('an entry that somebody keeps in Redis over its life is not believed', async (t) => {
  const world = await sharedCache(t)
  const { cache, clock, attacker, keyOf } = world
  await cache.set({ record, readAtMs: clock.now() })
  await attacker.persist(keyOf(id))
  const kept = await attacker.getBuffer(keyOf(id))
  clock.advance(LIFE_MS)
  t.equal(await cache.get(id), undefined)
  t.equal(await planted(world, kept as Buffer), undefined)
  clock.setWallBack(1)
  t.ok(await cache.get(id), 'it is the age and nothing else that was wrong with it')
})

t.test('an entry from the future is not believed', async (t) => {
  const { cache, clock } = await sharedCache(t)
  await cache.set({ record, readAtMs: clock.now() + 1 })
  t.equal(await cache.get(id), undefined)
  clock.advance(1)
  t.ok(await cache.get(id))
})

t.test('a forged entry is ignored, whatever it looks like', async (t) => {
  const forgeries: Record<string, (json: string, key: string) => Buffer | string> = {
    'bare JSON': (json) => json,
    'a MAC of zeros': (json) => Buffer.concat([Buffer.alloc(32), Buffer.from(json)]),
    'another key’s MAC': (json, key) => makeEntrySeal(new Secret('guess')).seal(key, json),
    empty: () => '',
    'nothing after the MAC': () => Buffer.alloc(32),
    'a megabyte': () => Buffer.alloc(1_048_576, 'x'),
  }
  for (const [what, forge] of Object.entries(forgeries)) {
    const world = await sharedCache(t)
    const json = JSON.stringify({ record, readAtMs: world.clock.now() })
    t.equal(await planted(world, forge(json, world.keyOf(id))), undefined, what)
    t.ok(await planted(world, seal.seal(world.keyOf(id), json)), 'and a good one after it is believed')
  }
})

t.test('an entry with a flipped byte, before or behind, is ignored', async (t) => {
  for (const at of [0, 31, 40, -1]) {
    const world = await sharedCache(t)
    await world.cache.set({ record, readAtMs: world.clock.now() })
    const bytes = (await world.attacker.getBuffer(world.keyOf(id))) as Buffer
    const index = at < 0 ? bytes.length + at : at
    bytes[index] = (bytes[index] as number) ^ 1
    t.equal(await planted(world, bytes), undefined, `byte ${at}`)
  }
})

t.test('an entry copied under another token’s key is ignored', async (t) => {
  const { cache, clock, attacker, keyOf } = await sharedCache(t)
  const other = idOf('revoked')
  await cache.set({ record, readAtMs: clock.now() })
  await attacker.copy(keyOf(id), keyOf(other))
  t.equal(await cache.get(other), undefined)
})

t.test('an entry of ours that names another token than its key is ignored', async (t) => {
  const world = await sharedCache(t)
  const other = { record: tokenRecord({ id: idOf('another') }), readAtMs: world.clock.now() }
  t.equal(await planted(world, seal.seal(world.keyOf(id), JSON.stringify(other))), undefined)
})

t.test('a sealed entry in the form of another version is ignored, and no error', async (t) => {
  for (const payload of [
    'null',
    '{}',
    '[]',
    '7',
    'not JSON',
    '{"readAtMs":1}',
    '{"record":null,"readAtMs":1}',
  ]) {
    const world = await sharedCache(t)
    t.equal(await planted(world, seal.seal(world.keyOf(id), payload)), undefined, payload)
  }
})

t.test('a revoked entry that is replaced by an older active one is the age of that one', async (t) => {
  const world = await sharedCache(t)
  const { cache, clock, attacker, keyOf } = world
  await cache.set({ record, readAtMs: clock.now() })
  const old = (await attacker.getBuffer(keyOf(id))) as Buffer
  clock.advance(LIFE_MS - 1)
  await cache.set({ record: { ...record, revokedAt: clock.now() }, readAtMs: clock.now() })
  t.match(await planted(world, old), { readAtMs: clock.now() - (LIFE_MS - 1) })
  clock.advance(1)
  t.equal(await cache.get(id), undefined)
})
