import fp from 'fastify-plugin'
import { makeTimeOrderedUuid } from '../../src/adapters/digests.ts'
import { repeat } from '../../src/adapters/repeat.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeAuditRecordOf } from '../../src/app/audit/audit-trail.ts'
import { makeRefusals } from '../../src/app/audit/refusals.ts'
import { makeRefusedSignIns } from '../../src/app/sign-in/refused-sign-ins.ts'

const FLUSH_EVERY_MS = 5_000

export default fp(
  async (core) => {
    const recordOf = makeAuditRecordOf({ clock: systemClock, newId: makeTimeOrderedUuid(systemClock.now) })
    const { transactions } = core.stores
    const unwritable = (id: string, error: unknown): void =>
      core.log.error({ record: id, code: codeOf(error) }, 'an audit record was written without what it says')
    const ports = { transactions, auditRecordOf: recordOf, clock: systemClock, unwritable }
    const signIns = makeRefusedSignIns(ports)
    const refusals = makeRefusals(ports)
    core.decorate('audit', {
      recordOf,
      noteRefusedSignIn: signIns.note,
      recordRefusal: refusals.record,
    })

    const flush = async (all: boolean): Promise<void> => {
      const flushed = await Promise.allSettled([signIns.flush(), refusals.flush(all)])
      const failed = flushed.find((each) => each.status === 'rejected')
      if (failed !== undefined) throw failed.reason
    }
    const flushing = repeat(() => flush(false), {
      pauseMs: FLUSH_EVERY_MS,
      failed: (error) =>
        core.log.warn({ err: error }, 'what was refused cannot be written to the audit trail'),
      recovered: () => core.log.info('what was refused is written to the audit trail again'),
    })
    core.addHook('onClose', async () => {
      await flushing.stop()
      await flush(true).catch((error: unknown) =>
        core.log.error({ err: error }, 'what was refused was not written to the audit trail'),
      )
    })
  },
  { name: 'audit', dependencies: ['stores'] },
)

/** What the database says of it, without the values that it repeats in its words. */
function codeOf(error: unknown): string {
  const { cause = error } = error as { cause?: unknown }
  const { code, name } = cause as { code?: string; name?: string }
  return code ?? name ?? 'unknown'
}
