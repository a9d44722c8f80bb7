import t from 'tap'
import { makeInstallDefaultPolicies } from '../../../src/app/access/install-default-policies.ts'
import { makePolicySnapshots } from '../../../src/app/access/policy-snapshots.ts'
import { makeWatchPolicies } from '../../../src/app/access/watch-policies.ts'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import { memoryPolicyStore } from '../../helpers/fakes/policies.ts'
import { memoryTransactions } from '../../helpers/fakes/transactions.ts'
import { snapshotOf } from '../../helpers/policies.ts'

function policy(name: string): PolicyDocument {
  const actors = { allUsers: true }
  return {
    urn: `urn:li:dataHubPolicy:${name}`,
    info: { displayName: name, type: 'PLATFORM', state: 'ACTIVE', privileges: ['MANAGE_TAGS'], actors },
  }
}

async function watched() {
  const store = memoryPolicyStore()
  let isDown = false
  const unlessDown = async <T>(read: () => Promise<T>): Promise<T> => {
    if (isDown) throw new Error('away')
    return read()
  }
  const policies = makePolicySnapshots({
    source: { load: () => unlessDown(store.load) },
    compile: async (documents) => snapshotOf(documents),
    failed: () => undefined,
    recovered: () => undefined,
    unreadable: () => undefined,
  })
  await policies.reload()
  const watch = makeWatchPolicies({ store: { revision: () => unlessDown(store.revision) }, policies })
  return {
    store,
    policies,
    watch,
    setDown: (down: boolean) => (isDown = down),
    inForce: () => policies.current().policies.map(({ info }) => info.displayName),
  }
}

t.test('policies that somebody else changed are read at the next look, and others are not', async (t) => {
  const { store, policies, watch, inForce } = await watched()
  await watch()
  t.equal(policies.stats.policyLoads, 1)
  await store.insert(policy('a'))
  await watch()
  t.strictSame(inForce(), ['a'])
  await watch()
  t.equal(policies.stats.policyLoads, 2)
})

t.test('policies of a database that was set back to an older state are read too', async (t) => {
  const { store, policies } = await watched()
  await store.insert(policy('a'))
  await policies.reload()
  await makeWatchPolicies({ store: { revision: async () => 0 }, policies })()
  t.equal(policies.stats.policyLoads, 3)
})

t.test('while the store is away what was in force stays so, and is read when it is back', async (t) => {
  const { store, policies, watch, inForce, setDown } = await watched()
  await store.insert(policy('a'))
  await watch()
  await store.insert(policy('b'))
  setDown(true)
  await t.rejects(watch(), { message: 'away' })
  await t.rejects(policies.reload(), { message: 'away' })
  t.strictSame(inForce(), ['a'])
  setDown(false)
  await watch()
  t.strictSame(inForce(), ['a', 'b'])
  t.equal(policies.state(), 'ok')
})

t.test('a change that could not be read, and was made to what is in force, is read later', async (t) => {
  const { store, policies, watch } = await watched()
  await store.insert(policy('a'))
  await policies.amend((before) => [...before, policy('a')])
  await watch()
  t.equal(policies.stats.policyLoads, 2)
})

t.test('default policies are put in by one change, and nobody is recorded to have done it', async (t) => {
  const store = memoryPolicyStore()
  const transactions = memoryTransactions({ policies: store })
  const install = makeInstallDefaultPolicies({ transactions })
  t.equal(await install([policy('a'), policy('b')]), true)
  t.equal(await install([policy('a'), policy('b')]), false)
  t.equal(await store.revision(), 1)
  t.strictSame((await store.load()).policies, [policy('a'), policy('b')])
  t.strictSame(transactions.audited, [])
})
