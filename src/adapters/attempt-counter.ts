import type { Redis } from 'ioredis'
import {
  type RateLimiterAbstract,
  RateLimiterMemory,
  RateLimiterRedis,
  RateLimiterRes,
} from 'rate-limiter-flexible'
import type { AttemptCounter } from '../app/ports-sign-in.ts'

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
  const { name, attempts, periodSeconds, redis, hideKey } = options
  const common = { points: attempts, duration: periodSeconds, keyPrefix: `latchkey:attempts:${name}` }
  const local = new RateLimiterMemory(common)
  const limiter: RateLimiterAbstract =
    redis === undefined
      ? local
      : new RateLimiterRedis({
          ...common,
          storeClient: redis,
          insuranceLimiter: local,
          rejectIfRedisNotReady: true,
        })
  return {
    async count(key) {
      try {
        await limiter.consume(hideKey(key))
        return undefined
      } catch (refusal) {
        if (refusal instanceof RateLimiterRes) return refusal.msBeforeNext
        throw refusal
      }
    },
    async uncount(key) {
      await limiter.reward(hideKey(key))
    },
    async forget(key) {
      await limiter.delete(hideKey(key))
    },
  }
}
