import type { Redis } from 'ioredis'
import type { Clock } from '../../app/ports/core.ts'
import type { CachedToken, SharedTokenCache } from '../../app/ports/tokens.ts'
import type { EntrySeal } from './entry-seal.ts'

export interface SharedTokenCacheOptions {
  redis: Pick<Redis, 'getBuffer' | 'set' | 'del'>
  seal: EntrySeal
  clock: Clock
  /** How long an entry may be used after its read, milliseconds. */
  entryLifeMs: number
  keyPrefix?: string
}

// After a failure Redis is left alone this long: a slow one would otherwise cost each miss a time-out.
const REST_MS = 1000

/**
 * Token records in Redis. What comes back is believed only with its MAC, for its own key, and within its life by our
 * own clock: Redis absent, slow or lying costs a read of the store, never a decision.
 */
export function makeSharedTokenCache(options: SharedTokenCacheOptions): SharedTokenCache {
  const { redis, seal, clock, entryLifeMs, keyPrefix = 'latchkey:token:' } = options
  let restUntilMs = Number.NEGATIVE_INFINITY

  async function attempt<T>(command: () => Promise<T>): Promise<T | undefined> {
    if (clock.monotonic() < restUntilMs) return undefined
    try {
      return await command()
    } catch {
      restUntilMs = clock.monotonic() + REST_MS
      return undefined
    }
  }

  function readEntry(key: string, id: string, sealed: Buffer): CachedToken | undefined {
    const payload = seal.open(key, sealed)
    if (payload === undefined) return undefined
    const entry = JSON.parse(payload) as CachedToken
    const ageMs = clock.now() - entry.readAtMs
    return entry.record.id === id && ageMs >= 0 && ageMs < entryLifeMs ? entry : undefined
  }

  return {
    async get(id) {
      const key = keyPrefix + id
      return attempt(async () => {
        const sealed = await redis.getBuffer(key)
        return sealed === null ? undefined : readEntry(key, id, sealed)
      })
    },
    async set(entry) {
      const key = keyPrefix + entry.record.id
      await attempt(() => redis.set(key, seal.seal(key, JSON.stringify(entry)), 'PX', entryLifeMs))
    },
    async delete(id) {
      await attempt(() => redis.del(keyPrefix + id))
    },
  }
}
