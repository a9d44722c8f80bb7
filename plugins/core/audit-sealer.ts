import fp from 'fastify-plugin'
import { repeat } from '../../src/adapters/repeat.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeAuditSealer } from '../../src/app/audit/audit-sealer.ts'

// A record is sealed within a second of its commit, and an idle process asks the database some twice a second.
const SEAL_EVERY_MS = 400

export default fp(
  async (core) => {
    const sealer = makeAuditSealer({
      store: core.stores.auditChain,
      sealOf: core.keys.auditSealOf,
      clock: systemClock,
      tellHead: ({ seq, seal }) => core.log.info({ seq, seal }, 'audit head'),
      tellLoss: ({ seq, seal }) =>
        core.log.error({ seq, seal }, 'a sealed audit record is gone, or is another one now'),
    })
    core.decorate('auditSealer', sealer)

    const sealing = repeat(sealer.run, {
      pauseMs: SEAL_EVERY_MS,
      failed: (error) => core.log.warn({ err: error }, 'audit records cannot be sealed'),
      recovered: () => core.log.info('audit records are sealed again'),
    })
    core.addHook('onClose', async () => {
      await sealing.stop()
      await sealer
        .finish()
        .catch((error: unknown) => core.log.warn({ err: error }, 'audit records were left without a seal'))
    })
  },
  // Before whatever writes records: what is registered later is closed earlier, and writes its last ones then.
  { name: 'audit-sealer', dependencies: ['stores', 'keys'] },
)
