import fp from 'fastify-plugin'
import { systemClock } from '../../src/adapters/system-clock.ts'
import type { AuditPosition } from '../../src/app/ports-audit.ts'
import { makeReadAudit } from '../../src/app/read-audit.ts'
import { makeVerifyAudit } from '../../src/app/verify-audit.ts'

export default fp(
  async (core) => {
    const { stores, keys, requirePrivilege } = core
    const cursors = keys.cursorsOf<AuditPosition>('audit')
    core.decorate('auditTrail', {
      ...makeReadAudit({ store: stores.auditTrail, cursors, requirePrivilege }),
      verify: makeVerifyAudit({
        store: stores.auditChain,
        sealOf: keys.auditSealOf,
        requirePrivilege,
        clock: systemClock,
        seenHead: core.auditSealer.head,
      }),
    })
  },
  { name: 'audit-trail', dependencies: ['stores', 'keys', 'audit-sealer', 'policies'] },
)
