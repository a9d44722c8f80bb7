import fp from 'fastify-plugin'
import { connectRedis } from '../../src/adapters/redis/connect.ts'

/** One connection for all that replicas share besides the database; `undefined` where there is none. */
export default fp(
  async (core) => {
    const { REDIS_URL } = core.settings
    const redis =
      REDIS_URL &&
      (await connectRedis(REDIS_URL, (error) => core.log.warn({ redis: error.message }, 'no Redis')))
    core.addHook('onClose', async () => redis?.disconnect())
    core.decorate('redis', redis)
  },
  { name: 'redis' },
)
