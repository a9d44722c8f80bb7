import type { Redis } from 'ioredis'
import type { RateLimiterAbstract } from 'rate-limiter-flexible'
import type { AttemptCounter } from '../app/ports/sign-in.ts'

export interface AttemptCounterOptions {
  /** Part of the keys, so that counters do not meet. */
  name: string
  /** How many are allowed within a period. */
  attempts: number
  /** A period begins with the first attempt and ends this much later. */
  periodSeconds: number
  /** Where replicas count together. While it does not answer, each counts alone, which is better than not at all. */
  redis?: Redis | undefined
  /** What a key is called in the store: nothing that could be read there. */
  hideKey: (key: string) => string
}

/** Counts in Redis where there is one, else in this process, whose counts end with it. Never rejects. */
export function makeAttemptCounter(options: AttemptCounterOptions): AttemptCounter {
  const { hideKey } = options
  let made: Promise<RateLimiterAbstract> | undefined
  const limiter = () => {
    made ??= makeLimiter(options)
    return made
  }
  return {
    async count(key) {
      try {
        await (await limiter()).consume(hideKey(key))
        return undefined
      } catch (refusal) {
        // It rejects with the state of the counter where this is one too many.
        const { msBeforeNext } = refusal as { msBeforeNext?: number }
        if (msBeforeNext !== undefined) return msBeforeNext
        throw refusal
      }
    },
    async uncount(key) {
      await (await limiter()).reward(hideKey(key))
    },
    async forget(key) {
      await (await limiter()).delete(hideKey(key))
    },
  }
}

// Loaded with the first attempt: a twentieth of a second, which a process that only verifies tokens never needs.
async function makeLimiter(options: AttemptCounterOptions): Promise<RateLimiterAbstract> {
  const { name, attempts, periodSeconds, redis } = options
  const { RateLimiterMemory, RateLimiterRedis } = await import('rate-limiter-flexible')
  const common = { points: attempts, duration: periodSeconds, keyPrefix: `latchkey:attempts:${name}` }
  const insuranceLimiter = new RateLimiterMemory(common)
  if (redis === undefined) return insuranceLimiter
  return new RateLimiterRedis({
    ...common,
    storeClient: redis,
    insuranceLimiter,
    rejectIfRedisNotReady: true,
  })
}
