import fp from 'fastify-plugin'
import { newTimeOrderedUuid } from '../../src/adapters/digests.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeAuditRecordOf } from '../../src/app/audit-trail.ts'

export default fp(
  async (core) => {
    core.decorate('audit', { recordOf: makeAuditRecordOf({ clock: systemClock, newId: newTimeOrderedUuid }) })
  },
  { name: 'audit', dependencies: ['stores'] },
)
