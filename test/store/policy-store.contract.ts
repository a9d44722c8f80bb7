import type { Test } from 'tap'
import { DuplicateError } from '../../src/app/ports/transactions.ts'
import type { PolicyDocument, PolicyInfo } from '../../src/domain/policy/policy.ts'
import type { WritablePolicyStore } from '../helpers/fakes/policies.ts'
import { ALIKE_URNS } from './records.ts'

const LONGEST_URN = `urn:li:dataHubPolicy:${'\uffee'.repeat(334)}x`

function policy(name: string, info: Partial<PolicyInfo> = {}): PolicyDocument {
  return {
    urn: `urn:li:dataHubPolicy:${name}`,
    info: {
      displayName: name,
      type: 'PLATFORM',
      state: 'ACTIVE',
      privileges: ['MANAGE_TAGS'],
      actors: { allUsers: true },
      ...info,
    },
  }
}

const fixed = (name: string, info: Partial<PolicyInfo> = {}) => policy(name, { ...info, editable: false })

const full = policy('full', {
  description: 'Ä 🔑 "quoted" \\ \0 \ud800',
  actors: {
    users: ['urn:li:corpuser:a'],
    groups: ['urn:li:corpGroup:ä'],
    roles: [],
    allUsers: false,
    allGroups: false,
    resourceOwners: true,
    resourceOwnersTypes: ['urn:li:ownershipType:x'],
  },
  resources: { filter: { criteria: [{ field: 'TYPE', values: ['dataset'], condition: 'EQUALS' }] } },
  editable: true,
  lastUpdatedTimestamp: 1_790_000_000_000,
})

async function namesIn(store: WritablePolicyStore): Promise<string[]> {
  return (await store.load()).policies.map(({ info }) => info.displayName)
}

/** Whether the revision grew by one meanwhile, or stayed. */
async function growth(store: WritablePolicyStore, work: () => Promise<unknown>): Promise<number> {
  const before = await store.revision()
  await work()
  return (await store.revision()) - before
}

/** What every `PolicyStore` and its writes must do; `makeStore` gives an empty one that ends with the test. */
export function policyStoreContract(t: Test, makeStore: (t: Test) => Promise<WritablePolicyStore>): void {
  t.test('a policy is read back as it was written, to the last byte of its URN', async (t) => {
    const store = await makeStore(t)
    const urns = [...ALIKE_URNS, LONGEST_URN]
    for (const urn of urns) await store.insert({ urn, info: { ...full.info, displayName: urn } })
    for (const urn of urns)
      t.strictSame(await store.find(urn), { urn, info: { ...full.info, displayName: urn }, version: 1 })
    t.strictSame(await namesIn(store), urns)
    t.equal(await store.find('urn:li:corpuser:nobody'), undefined)
    await t.rejects(store.find('urn:li:dataHubPolicy:\ud800'), TypeError)
  })

  t.test('policies come in the order in which they were made, whatever changes in them', async (t) => {
    const store = await makeStore(t)
    t.strictSame(await store.load(), { policies: [], unreadable: [], revision: 0 })
    for (const name of ['b', 'c', 'a']) await store.insert(policy(name))
    await store.update({ ...policy('b', { state: 'INACTIVE' }), version: 1 })
    const { policies, unreadable, revision } = await store.load()
    t.strictSame(policies, [policy('b', { state: 'INACTIVE' }), policy('c'), policy('a')])
    t.strictSame([unreadable, revision], [[], 4])
  })

  t.test('a second policy with the same URN is refused', async (t) => {
    const store = await makeStore(t)
    await store.insert(policy('a'))
    const again = { ...policy('a'), info: policy('b').info }
    t.equal(await growth(store, () => t.rejects(store.insert(again), DuplicateError)), 0)
    t.match(await store.find(again.urn), policy('a'))
  })

  t.test('of changes made of one version the first counts', async (t) => {
    const store = await makeStore(t)
    const { urn } = policy('a')
    await store.insert(policy('a'))
    t.equal(await store.update({ ...policy('b'), version: 1 }), false, 'there is none')
    const changes = ['one', 'two', 'three'].map((displayName) =>
      store.update({ ...policy('a', { displayName }), version: 1 }),
    )
    const before = await store.revision()
    t.strictSame((await Promise.all(changes)).toSorted(), [false, false, true])
    t.match(await store.find(urn), { version: 2 })
    t.equal(await store.update({ ...policy('a', { displayName: 'four' }), version: 1 }), false)
    t.ok((await store.revision()) - before <= 1)
    t.equal(await store.update({ ...policy('a', { displayName: 'four' }), version: 2 }), true)
    t.strictSame(await store.find(urn), { ...policy('a', { displayName: 'four' }), version: 3 })
  })

  t.test('a policy that was removed is gone, and its URN is not given again', async (t) => {
    const store = await makeStore(t)
    const { urn } = policy('a')
    for (const name of ['a', 'b']) await store.insert(policy(name))
    t.equal(await growth(store, async () => t.equal(await store.remove(urn), true)), 1)
    t.equal(await growth(store, async () => t.equal(await store.remove(urn), false)), 0)
    t.equal(await store.find(urn), undefined)
    t.strictSame(await namesIn(store), ['b'])
    for (const version of [1, 2]) t.equal(await store.update({ ...policy('a'), version }), false)
    await t.rejects(store.insert(policy('a')), DuplicateError)
  })

  t.test('each change makes the revision grow by one, what changes nothing leaves it', async (t) => {
    const store = await makeStore(t)
    const grows = (work: () => Promise<unknown>) => growth(store, work)
    t.equal(await grows(() => store.insert(policy('a'))), 1)
    t.equal(await grows(() => store.update({ ...policy('a'), version: 1 })), 1)
    t.equal(await grows(() => store.update({ ...policy('a'), version: 1 })), 0)
    t.equal(await grows(() => store.install([policy('x'), policy('y')])), 1)
    t.equal(await grows(() => store.install([policy('x'), policy('y')])), 0)
    t.equal(await grows(() => store.install([])), 0)
    t.equal(await grows(() => store.load()), 0)
  })

  t.test('defaults that were never there come before all others, in their order', async (t) => {
    const store = await makeStore(t)
    t.equal(await store.install([policy('d2'), fixed('d1')]), true)
    await store.insert(policy('own'))
    t.strictSame(await namesIn(store), ['d2', 'd1', 'own'])
    t.equal(await store.install([policy('d2'), policy('e2'), fixed('e1'), fixed('d1')]), true)
    t.strictSame(await namesIn(store), ['e2', 'e1', 'd2', 'd1', 'own'])
    await store.insert(policy('later'))
    t.equal((await namesIn(store)).at(-1), 'later')
  })

  t.test(
    'defaults that may be edited stay as they were edited, and away where they were removed',
    async (t) => {
      const store = await makeStore(t)
      const defaults = [policy('edited'), policy('removed'), policy('kept')]
      await store.install(defaults)
      const edited = policy('edited', { state: 'INACTIVE' })
      await store.update({ ...edited, version: 1 })
      await store.remove(policy('removed').urn)
      t.equal(await store.install(defaults), false)
      t.strictSame((await store.load()).policies, [edited, policy('kept')])
    },
  )

  t.test(
    'defaults that nobody may edit are made as they are given, also where they were removed',
    async (t) => {
      const store = await makeStore(t)
      await store.install([fixed('a'), fixed('b'), policy('c')])
      await store.update({ ...fixed('a', { state: 'INACTIVE' }), version: 1 })
      await store.remove(fixed('b').urn)
      await store.remove(policy('c').urn)
      const newer = [fixed('a', { privileges: ['MANAGE_TAGS', 'CREATE_TAGS'] }), fixed('b'), fixed('c')]
      t.equal(await store.install(newer), true)
      t.strictSame((await store.load()).policies, newer)
      t.match(await store.find(fixed('a').urn), { version: 3 })
      t.equal(await store.install(newer), false)
    },
  )

  t.test('replicas that start at once install every default once', async (t) => {
    const store = await makeStore(t)
    const defaults = Array.from({ length: 15 }, (_, i) => (i % 2 === 0 ? policy : fixed)(`${i}`))
    const installed = await Promise.all([1, 2, 3, 4].map(() => store.install(defaults)))
    t.strictSame(installed.toSorted(), [false, false, false, true])
    t.strictSame((await store.load()).policies, defaults)
    t.equal(await store.revision(), 1)
  })

  t.test('policies made at once are all there, none before one that was there', async (t) => {
    const store = await makeStore(t)
    await store.insert(policy('first'))
    const names = Array.from({ length: 20 }, (_, i) => `${i}`)
    await Promise.all(names.map((name) => store.insert(policy(name))))
    const [first, ...others] = await namesIn(store)
    t.equal(first, 'first')
    t.strictSame(others.toSorted(), names.toSorted())
    t.equal(await store.revision(), 21)
  })
}
