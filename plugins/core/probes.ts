import fp from 'fastify-plugin'
import type { Access } from '../../src/domain/access.ts'

const PROBE = {
  access: { kind: 'public', why: 'asked by the platform, on a port of its own' } satisfies Access,
}

/**
 * Liveness says that the process runs; readiness, that its store answers, that it has policies to decide by where policies
 * decide, and that it is not about to stop. Policies that are `stale` decide: they could not be read the last time.
 */
export default fp(
  async (core) => {
    let started = false
    let stopping = false
    core.decorate('lifecycle', {
      started: () => {
        started = true
      },
      stopping: () => {
        stopping = true
      },
    })

    core.get('/livez', { config: PROBE }, async () => ({ status: 'live' }))

    core.get('/startupz', { config: PROBE }, async (_, reply) => {
      reply.code(started ? 200 : 503)
      return { status: started ? 'started' : 'starting' }
    })

    core.get('/readyz', { config: PROBE }, async (_, reply) => {
      const store = await core.stores.ping().then(
        () => 'ok',
        () => 'unavailable',
      )
      const policies = core.policies.state()
      const canDecide = policies !== 'unavailable' || !core.settings.AUTH_POLICIES_ENABLED
      const ready = started && !stopping && store === 'ok' && canDecide
      reply.code(ready ? 200 : 503)
      return { status: ready ? 'ready' : 'not ready', store, policies, stopping }
    })
  },
  { name: 'probes', dependencies: ['stores', 'policies'] },
)
