import { Redis } from 'ioredis'

/**
 * What the Redis at this URL says of itself.
 *
 * @throws Error if it does not answer.
 */
export async function redisInfo(url: string): Promise<string> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  // Said again by the rejections below.
  redis.on('error', () => undefined)
  // Not in the try: disconnecting what never connected holds the process for two seconds.
  await redis.connect()
  try {
    return await redis.info('server')
  } finally {
    redis.disconnect()
  }
}
