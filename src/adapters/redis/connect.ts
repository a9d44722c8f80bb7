import type { Redis } from 'ioredis'
import type { Secret } from '../../domain/secret.ts'

// Above a healthy Redis's worst moment, far below what a person notices; past it the store is asked instead.
const COMMAND_TIMEOUT_MS = 100

/**
 * A client that fails fast and never queues: commands sent while Redis is away are refused at once, and reconnection
 * goes on for ever behind them. `onError` hears of each failed attempt; errors never carry the URL's password.
 */
export async function connectRedis(url: Secret, onError: (error: Error) => void): Promise<Redis> {
  const { Redis } = await import('ioredis')
  const redis = new Redis(checkedUrl(url), {
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: 2000,
    enableAutoPipelining: true,
    retryStrategy: (attempt) => Math.min(50 * 2 ** attempt, 2000),
  })
  redis.on('error', (error: Error & { command?: unknown }) => {
    // A refused AUTH comes with the command and its arguments, the password among them.
    delete error.command
    onError(error)
  })
  return redis
}

// ioredis takes what is no URL for a path of a socket, and its errors, like those of `new URL`, repeat it.
function checkedUrl(url: Secret): string {
  const text = url.reveal()
  if (/^rediss?:\/\//.test(text) && URL.canParse(text)) return text
  throw new TypeError('REDIS_URL must be a URL such as redis://user:password@host:6379')
}
