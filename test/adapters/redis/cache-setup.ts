import { once } from 'node:events'
import { Redis } from 'ioredis'
import type { Test } from 'tap'
import { connectRedis } from '../../../src/adapters/redis/connect.ts'
import { makeEntrySeal } from '../../../src/adapters/redis/entry-seal.ts'
import { makeSharedTokenCache } from '../../../src/adapters/redis/shared-token-cache.ts'
import type { SharedTokenCache } from '../../../src/app/ports/tokens.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { type FakeClock, fakeClock } from '../../helpers/fakes/clock.ts'
import { startRedisServer } from '../../helpers/servers/index.ts'
import type { PrivateRedis } from '../../helpers/servers/private-redis.ts'

export const LIFE_MS = 5_000
export const seal = makeEntrySeal(new Secret('the key of this deployment'))

export interface CacheWorld {
  cache: SharedTokenCache
  clock: FakeClock
  /** Somebody else with access to the same Redis. */
  attacker: Redis
  /** The key under which the cache keeps this id. */
  keyOf(id: string): string
}

/** A cache as the service makes it, connected; it and the attacker's client end with the test. */
export async function cacheAt(t: Test, url: string, keyPrefix = 'latchkey:token:'): Promise<CacheWorld> {
  const redis = await connectRedis(new Secret(url), () => undefined)
  t.teardown(() => redis.disconnect())
  const attacker = new Redis(url, { retryStrategy: () => 20 })
  attacker.on('error', () => undefined)
  t.teardown(() => attacker.disconnect())
  if (redis.status !== 'ready') await once(redis, 'ready')
  const clock = fakeClock()
  const cache = makeSharedTokenCache({ redis, seal, clock, entryLifeMs: LIFE_MS, keyPrefix })
  return { cache, clock, attacker, keyOf: (id) => keyPrefix + id }
}

/** A Redis of the test's own, to break; it ends with the test, and the process does not end before it. */
export async function privateRedis(t: Test): Promise<PrivateRedis> {
  const alive = setInterval(() => undefined, 1_000)
  t.teardown(() => clearInterval(alive))
  return startRedisServer(t)
}
