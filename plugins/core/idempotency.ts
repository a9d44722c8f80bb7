import fp from 'fastify-plugin'
import { digest } from '../../src/adapters/digests.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeIdempotency } from '../../src/app/tokens/idempotency.ts'

const SWEEP_EVERY_MS = 3_600_000

export default fp(
  async (core) => {
    const { idempotency: store, tokens, transactions } = core.stores
    const idempotency = makeIdempotency({ store, tokens, transactions, clock: systemClock, digest })
    core.decorate('idempotency', idempotency)

    const sweeper = setInterval(() => {
      idempotency
        .sweep()
        .catch((err: unknown) => core.log.warn({ err }, 'old idempotency keys could not be removed'))
    }, SWEEP_EVERY_MS)
    sweeper.unref()
    core.addHook('onClose', async () => clearInterval(sweeper))
  },
  { name: 'idempotency', dependencies: ['stores'] },
)
