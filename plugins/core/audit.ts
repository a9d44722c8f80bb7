import fp from 'fastify-plugin'
import { makeTimeOrderedUuid } from '../../src/adapters/digests.ts'
import { repeat } from '../../src/adapters/repeat.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeAuditRecordOf } from '../../src/app/audit/audit-trail.ts'
import { makeRefusedSignIns } from '../../src/app/sign-in/refused-sign-ins.ts'

const FLUSH_EVERY_MS = 5_000

export default fp(
  async (core) => {
    const recordOf = makeAuditRecordOf({ clock: systemClock, newId: makeTimeOrderedUuid(systemClock.now) })
    const { transactions } = core.stores
    const refused = makeRefusedSignIns({ transactions, auditRecordOf: recordOf, clock: systemClock })
    core.decorate('audit', { recordOf, noteRefusedSignIn: refused.note })

    const flushing = repeat(refused.flush, {
      pauseMs: FLUSH_EVERY_MS,
      failed: (error) =>
        core.log.warn({ err: error }, 'refused sign-ins cannot be written to the audit trail'),
      recovered: () => core.log.info('refused sign-ins are written to the audit trail again'),
    })
    core.addHook('onClose', async () => {
      await flushing.stop()
      await refused
        .flush()
        .catch((error: unknown) => core.log.error({ err: error }, 'refused sign-ins were not written'))
    })
  },
  { name: 'audit', dependencies: ['stores'] },
)
