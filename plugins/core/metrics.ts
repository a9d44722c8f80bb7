import fp from 'fastify-plugin'
import type { Registry } from 'prom-client'
import type { Access } from '../../src/domain/access.ts'

const METRICS = {
  access: { kind: 'public', why: 'scraped by the platform, on a port of its own' } satisfies Access,
}

/** Counts that the request path keeps as plain numbers; they become metrics when somebody scrapes. */
export default fp(
  async (core) => {
    let registry: Promise<Registry> | undefined
    core.get('/metrics', { config: METRICS }, async (_, reply) => {
      registry ??= makeRegistry(() => ({
        ...core.tokenLookup.stats,
        ...core.gmsProxy.stats,
        ...core.lastUse.stats,
        ...core.auditSealer.stats,
        ...core.policies.stats,
      }))
      const metrics = await registry
      return reply.type(metrics.contentType).send(await metrics.metrics())
    })
  },
  { name: 'metrics', dependencies: ['token-cache', 'gms', 'last-use', 'audit-sealer', 'policies'] },
)

interface Counts {
  localHits: number
  sharedHits: number
  storeReads: number
  storeFailures: number
  answers: number
  failures: number
  pending: number
  flushFailures: number
  dropped: number
  unsealed: number
  sealed: number
  sealerFailures: number
  linksLost: number
  headSeq: number
  policies: number
  unreadablePolicies: number
  policyLoads: number
  policyLoadFailures: number
}

const COUNTERS: readonly [keyof Counts, string, string][] = [
  ['localHits', 'latchkey_token_lookup_local_hits_total', 'Tokens found in the in-process cache.'],
  ['sharedHits', 'latchkey_token_lookup_shared_hits_total', 'Tokens found in Redis.'],
  ['storeReads', 'latchkey_token_lookup_store_reads_total', 'Tokens looked up in the database.'],
  [
    'storeFailures',
    'latchkey_token_lookup_store_failures_total',
    'Token look-ups that the database did not answer.',
  ],
  ['answers', 'latchkey_gms_answers_total', 'Answers of GMS that were passed on.'],
  ['failures', 'latchkey_gms_failures_total', 'Exchanges with GMS that failed before an answer.'],
  [
    'flushFailures',
    'latchkey_last_use_flush_failures_total',
    'Attempts to write when tokens were last used that the database did not take; they are repeated.',
  ],
  ['dropped', 'latchkey_last_use_dropped_total', 'Uses of tokens that were not noted: too many waited.'],
  ['sealed', 'latchkey_audit_sealed_total', 'Audit records sealed by this process.'],
  [
    'sealerFailures',
    'latchkey_audit_sealer_failures_total',
    'Attempts to seal audit records that the database did not take; they are repeated.',
  ],
  [
    'linksLost',
    'latchkey_audit_links_lost_total',
    'Sealed audit records that this process had seen and found gone, or altered: the trail was tampered with, or the database lost commits.',
  ],
  ['policyLoads', 'latchkey_policy_loads_total', 'Attempts to read all policies.'],
  [
    'policyLoadFailures',
    'latchkey_policy_load_failures_total',
    'Attempts to read all policies that failed; those before stay in force.',
  ],
]

const GAUGES: readonly [keyof Counts, string, string][] = [
  ['pending', 'latchkey_last_use_pending', 'Tokens whose last use is not written yet.'],
  [
    'unsealed',
    'latchkey_audit_unsealed',
    'Audit records without a seal when they were last counted; 10000 stands for more, too.',
  ],
  ['headSeq', 'latchkey_audit_head_seq', 'Number of the newest sealed audit record that this process knows.'],
  ['policies', 'latchkey_policies', 'Policies in force in this process.'],
  [
    'unreadablePolicies',
    'latchkey_policies_unreadable',
    'Policies that grant nothing because they cannot be read as they stand.',
  ],
]

// prom-client and its collectors are loaded with the first scrape: a process that nobody scrapes does without.
async function makeRegistry(counts: () => Counts): Promise<Registry> {
  const { Counter, Gauge, collectDefaultMetrics, Registry } = await import('prom-client')
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  for (const [key, name, help] of COUNTERS) {
    new Counter({
      name,
      help,
      registers: [registry],
      collect() {
        this.reset()
        this.inc(counts()[key])
      },
    })
  }
  for (const [key, name, help] of GAUGES) {
    new Gauge({
      name,
      help,
      registers: [registry],
      collect() {
        this.set(counts()[key])
      },
    })
  }
  return registry
}
