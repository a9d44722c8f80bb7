import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { makeGmsPolicySource } from '../../src/adapters/gms/policy-source.ts'
import { repeat } from '../../src/adapters/repeat.ts'
import { makeInstallDefaultPolicies } from '../../src/app/access/install-default-policies.ts'
import { type HeldPolicies, makePolicySnapshots } from '../../src/app/access/policy-snapshots.ts'
import { runInSlices } from '../../src/app/access/run-in-slices.ts'
import { makeWatchPolicies } from '../../src/app/access/watch-policies.ts'
import type { PolicySource } from '../../src/app/ports/policies.ts'
import { usesGmsPolicies } from '../../src/config/policy-rules.ts'
import { compilePolicies } from '../../src/domain/policy/compiled/compile.ts'
import { SLICES } from './slices.ts'

// How late another replica may notice a change of policies that are kept in our store.
const WATCH_EVERY_MS = 1000

// How often a GMS is asked again that could not be asked so far: without policies nobody may do anything.
const FIRST_LOAD_AGAIN_MS = 1000

// How often one is asked again that could not be asked the last time: what was taken away there is still given here.
const LOAD_AGAIN_MS = 10_000

const CONNECTIONS_MAX = 2

/** The policies in force: those of our store, or DataHub's (`POLICIES`). */
export default fp(
  async (core) => {
    const policies = usesGmsPolicies(core.settings) ? await policiesInGms(core) : await policiesInStore(core)
    core.decorate('policies', policies)
  },
  { name: 'policies', dependencies: ['stores', 'gms-upstream'] },
)

async function policiesInStore(core: FastifyInstance): Promise<HeldPolicies> {
  const { policies: store, transactions } = core.stores
  const policies = heldPolicies(core, store)
  await makeInstallDefaultPolicies({ transactions })(loadDefaultPolicies())
  await policies.reload()
  keepReading(core, makeWatchPolicies({ store, policies }), WATCH_EVERY_MS)
  return policies
}

async function policiesInGms(core: FastifyInstance): Promise<HeldPolicies> {
  const { credentials, sendBy } = core.gmsUpstream
  const policies = heldPolicies(core, makeGmsPolicySource({ send: sendBy(CONNECTIONS_MAX), credentials }))
  // A GMS that starts beside us answers later; until then nobody is told that they may not.
  await policies.reload().catch(() => undefined)
  const everyMs = core.settings.POLICY_CACHE_REFRESH_INTERVAL_SECONDS * 1000
  const pauseMs = Math.min(everyMs / 4, FIRST_LOAD_AGAIN_MS)
  let readAt = performance.now()
  const refresh = async (): Promise<void> => {
    // At the last turn before the interval is over: it is the bound, not the pause.
    const state = policies.state()
    const afterMs = state === 'stale' ? Math.min(everyMs, LOAD_AGAIN_MS) : everyMs
    if (state !== 'unavailable' && performance.now() < readAt + afterMs - pauseMs) return
    readAt = performance.now()
    await policies.reload()
  }
  keepReading(core, refresh, pauseMs)
  return policies
}

function heldPolicies(core: FastifyInstance, source: PolicySource): HeldPolicies {
  return makePolicySnapshots({
    source,
    compile: (documents) => runInSlices(compilePolicies(documents), SLICES),
    failed: (error) =>
      core.log.error({ err: error }, 'policies cannot be read: those before, if any, stay in force'),
    recovered: () => core.log.info('policies are read again'),
    unreadable: (urns) => core.log.warn({ urns }, 'policies that cannot be read grant nothing'),
  })
}

function keepReading(core: FastifyInstance, work: () => Promise<void>, pauseMs: number): void {
  const reading = repeat(work, {
    pauseMs,
    failed: (error) => core.log.warn({ err: error }, 'whether policies have changed cannot be seen'),
    recovered: () => core.log.info('whether policies have changed can be seen again'),
  })
  core.addHook('onClose', () => reading.stop())
}
