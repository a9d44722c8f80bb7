import { setTimeout } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { migrate } from '../../db/migrate.ts'
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { repeat } from '../../src/adapters/repeat.ts'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { makeSqlPolicyStore } from '../../src/adapters/sql/policy-store.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { makeInstallDefaultPolicies } from '../../src/app/access/install-default-policies.ts'
import { makePolicySnapshots } from '../../src/app/access/policy-snapshots.ts'
import { makeWatchPolicies } from '../../src/app/access/watch-policies.ts'
import { snapshotOf } from '../helpers/policies.ts'
import { testMysql } from '../helpers/servers/index.ts'
import { openFor } from './databases.ts'

const EVERY_MS = 1_000
const IN_FORCE_WITHIN_MS = 2_000

const ADDED = {
  urn: 'urn:li:dataHubPolicy:added',
  info: { displayName: 'added', type: 'PLATFORM', state: 'ACTIVE', privileges: [], actors: {} },
}

/** A process with policies of a database of its own connections, which it watches. */
async function replica(t: Test, database: Database) {
  const store = makeSqlPolicyStore(database)
  const transactions = makeSqlTransactions(database)
  const policies = makePolicySnapshots({
    source: store,
    compile: async (documents) => snapshotOf(documents),
    failed: () => undefined,
    recovered: () => undefined,
    unreadable: () => undefined,
  })
  const installed = await makeInstallDefaultPolicies({ transactions })(loadDefaultPolicies())
  await policies.reload()
  const failures: unknown[] = []
  const watching = repeat(makeWatchPolicies({ store, policies }), {
    pauseMs: EVERY_MS,
    failed: (error) => failures.push(error),
    recovered: () => undefined,
  })
  t.teardown(() => watching.stop())
  const has = (urn: string) => policies.current().policies.some((policy) => policy.urn === urn)
  return { installed, transactions, policies, failures, has }
}

t.test('what one of two replicas changes is in force at the other within two seconds', async (t) => {
  const { url } = await testMysql(t)
  const [one, two] = [await openFor(t, url), await openFor(t, url)]
  await migrate(one)
  const replicas = await Promise.all([replica(t, one), replica(t, two)])
  t.strictSame(replicas.map(({ installed }) => installed).toSorted(), [false, true])
  const [first, second] = replicas
  for (const { policies } of replicas)
    t.equal(policies.current().policies.length, loadDefaultPolicies().length)

  const start = performance.now()
  await first.transactions.change(({ policies }) => policies.insert(ADDED))
  while (!second.has(ADDED.urn) && performance.now() - start < IN_FORCE_WITHIN_MS) await setTimeout(10)
  t.ok(second.has(ADDED.urn))

  await one.knex.schema.renameTable('policies', 'away')
  await one.knex('policy_revision').increment('revision', 1)
  while (second.failures.length === 0) await setTimeout(10)
  t.ok(second.has(ADDED.urn), 'what was in force stays so')
  t.equal(second.policies.state(), 'stale')
  await one.knex.schema.renameTable('away', 'policies')
  while (second.policies.state() !== 'ok') await setTimeout(10)
  t.ok(second.has(ADDED.urn))
})
