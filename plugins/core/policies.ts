import { setImmediate } from 'node:timers/promises'
import fp from 'fastify-plugin'
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeAuthorize } from '../../src/app/access/authorize.ts'
import { makePolicySnapshots } from '../../src/app/access/policy-snapshots.ts'
import { makeRequirePrivilege } from '../../src/app/access/require-privilege.ts'
import { runInSlices } from '../../src/app/access/run-in-slices.ts'
import { compilePolicies } from '../../src/domain/policy/compile.ts'
import { corpuserUrn } from '../../src/domain/urn.ts'
import { ServiceError } from '../../src/errors/service-error.ts'

// Half of what the process may be held at a stretch.
const SLICE_MS = 10

export default fp(
  async (core) => {
    const { settings } = core
    const slices = { clock: systemClock, sliceMs: SLICE_MS, pause: () => setImmediate() }
    const policies = makePolicySnapshots({
      source: { load: async () => ({ policies: loadDefaultPolicies(), unreadable: [] }) },
      compile: (documents) => runInSlices(compilePolicies(documents), slices),
      failed: (error) =>
        core.log.error({ err: error }, 'policies cannot be read: those before stay in force'),
      recovered: () => core.log.info('policies are read again'),
      unreadable: (urns) => core.log.warn({ urns }, 'policies that cannot be read grant nothing'),
    })
    await policies.reload()
    core.decorate('policies', policies)
    const authorize = makeAuthorize({
      policies,
      actors: core.actors,
      facts: {
        factsOf: async () => {
          throw new ServiceError('UNDECIDED')
        },
      },
      settings: {
        policiesEnabled: settings.AUTH_POLICIES_ENABLED,
        systemActorUrn: corpuserUrn(settings.DATAHUB_SYSTEM_CLIENT_ID),
      },
    })
    core.decorate('authorize', authorize)
    const { transactions } = core.stores
    core.decorate(
      'requirePrivilege',
      makeRequirePrivilege({ authorize, transactions, auditRecordOf: core.audit.recordOf }),
    )
  },
  { name: 'policies', dependencies: ['stores', 'audit', 'actors'] },
)
