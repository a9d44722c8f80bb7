import fp from 'fastify-plugin'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeReadAudit } from '../../src/app/audit/read-audit.ts'
import { makeVerifyAudit } from '../../src/app/audit/verify-audit.ts'
import type { AuditPosition } from '../../src/app/ports/audit.ts'

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
  { name: 'audit-trail', dependencies: ['stores', 'keys', 'audit-sealer', 'authorization'] },
)
