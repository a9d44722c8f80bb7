import { randomUUID } from 'node:crypto'
import t, { type Test } from 'tap'
import { loadDefaultPolicies } from '../../../src/adapters/default-policies.ts'
import { makeCursorCodec } from '../../../src/adapters/page-cursors.ts'
import { makeSqlPolicyStore } from '../../../src/adapters/sql/policy-store.ts'
import { type ManagePoliciesPorts, makePolicies } from '../../../src/app/access/manage-policies.ts'
import type { PolicyInput } from '../../../src/app/access/policies.ts'
import { makePolicySnapshots } from '../../../src/app/access/policy-snapshots.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { caller } from '../../helpers/fakes/people.ts'
import { snapshotOf } from '../../helpers/policies.ts'
import { sqliteDatabase } from '../../store/databases.ts'
import { ADMINISTRATOR, directoryWorld, withBrokenAudit } from '../directory/world.ts'

const JOE = caller('urn:li:corpuser:joe')
const ROOT_POLICY = 'urn:li:dataHubPolicy:0'
const ALL = { start: 0, count: 100, query: '' }

const INPUT: PolicyInput = {
  type: 'METADATA',
  name: 'Stewards',
  state: 'ACTIVE',
  privileges: ['EDIT_ENTITY'],
  actors: { users: ['urn:li:corpuser:jane'] },
}

/** Policies over a real store, which can be made to fail when it is read. */
async function kept(t: Test, over: Partial<ManagePoliciesPorts> = {}) {
  const database = await sqliteDatabase(t)
  const { ports, audited } = directoryWorld(database)
  const store = makeSqlPolicyStore(database)
  await ports.transactions.change(({ policies }) => policies.install(loadDefaultPolicies()))
  let broken = false
  const policies = makePolicySnapshots({
    source: { load: async () => (broken ? Promise.reject(new Error('away')) : store.load()) },
    compile: async (documents) => snapshotOf(documents),
    failed: () => undefined,
    recovered: () => undefined,
    unreadable: () => undefined,
  })
  await policies.reload()
  const all: ManagePoliciesPorts = {
    policies,
    store,
    transactions: ports.transactions,
    requirePrivilege: ports.requirePrivilege,
    auditRecordOf: ports.auditRecordOf,
    clock: ports.clock,
    newUuid: randomUUID,
    cursors: makeCursorCodec(new Secret('a signing key of at least 32 bytes.'), 'policies'),
    ...over,
  }
  const inForce = (urn: string) => policies.current().policies.find((policy) => policy.urn === urn)?.info
  const breakReads = (isBroken: boolean) => {
    broken = isBroken
  }
  return { ports, audited, held: policies, manage: makePolicies(all), all, store, inForce, breakReads }
}

t.test('a policy that is made, changed and removed is so here when the call returns', async (t) => {
  const { manage, inForce, audited, ports } = await kept(t)
  const made = await manage.create(ADMINISTRATOR, INPUT)
  t.match(made.urn, /^urn:li:dataHubPolicy:[0-9a-f-]{36}$/)
  t.strictSame(inForce(made.urn), made.info)
  t.match(made.info, { displayName: 'Stewards', description: '', lastUpdatedTimestamp: ports.clock.now() })
  const changed = await manage.update(ADMINISTRATOR, made.urn, {
    ...INPUT,
    state: 'INACTIVE',
    privileges: ['DELETE_ENTITY'],
  })
  t.match(inForce(made.urn), { state: 'INACTIVE', privileges: ['DELETE_ENTITY'] })
  t.strictSame(await manage.get(ADMINISTRATOR, made.urn), changed)
  await manage.remove(ADMINISTRATOR, made.urn)
  t.equal(inForce(made.urn), undefined)
  await t.rejects(manage.get(ADMINISTRATOR, made.urn), { code: 'NOT_FOUND' })
  const jane = { first: ['urn:li:corpuser:jane'], more: 0 }
  const one = (privilege: string) => ({ first: [privilege], more: 0 })
  t.strictSame(
    (await audited()).map(({ action, subject, details }) => ({ action, subject, details })),
    [
      {
        action: 'policy.create',
        subject: made.urn,
        details: {
          displayName: 'Stewards',
          state: 'ACTIVE',
          privileges: { added: one('EDIT_ENTITY') },
          actors: { added: jane },
        },
      },
      {
        action: 'policy.update',
        subject: made.urn,
        details: {
          displayName: 'Stewards',
          state: 'INACTIVE',
          changed: ['state', 'privileges'],
          privileges: { added: one('DELETE_ENTITY'), removed: one('EDIT_ENTITY') },
        },
      },
      {
        action: 'policy.remove',
        subject: made.urn,
        details: {
          displayName: 'Stewards',
          state: 'INACTIVE',
          privileges: { removed: one('DELETE_ENTITY') },
          actors: { removed: jane },
        },
      },
    ],
  )
})

t.test('an update keeps the roles that its input does not say, and takes those that it says', async (t) => {
  const { manage } = await kept(t)
  const roles = ['urn:li:dataHubRole:Editor']
  const { urn } = await manage.create(ADMINISTRATOR, { ...INPUT, actors: { roles } })
  for (const actors of [{ allUsers: false }, { allUsers: false, roles: null }])
    t.match((await manage.update(ADMINISTRATOR, urn, { ...INPUT, actors })).info, {
      actors: { allUsers: false, roles },
      editable: true,
    })
  t.match((await manage.update(ADMINISTRATOR, urn, { ...INPUT, actors: { roles: [] } })).info.actors, {
    roles: [],
  })
  const named = await manage.update(ADMINISTRATOR, urn, INPUT)
  t.strictSame(named.info.actors, { users: ['urn:li:corpuser:jane'], roles: [] })
})

t.test('what nobody may edit stays, and what is not there is not made', async (t) => {
  const { manage, inForce, audited } = await kept(t)
  const before = inForce(ROOT_POLICY)
  await t.rejects(manage.update(ADMINISTRATOR, ROOT_POLICY, INPUT), { code: 'POLICY_PROTECTED' })
  await t.rejects(manage.remove(ADMINISTRATOR, ROOT_POLICY), { code: 'POLICY_PROTECTED' })
  for (const urn of [
    'urn:li:dataHubPolicy:none',
    'x',
    '',
    '\ud800',
    `urn:li:dataHubPolicy:${'x'.repeat(9999)}`,
  ]) {
    await t.rejects(manage.update(ADMINISTRATOR, urn, INPUT), { code: 'NOT_FOUND' })
    await t.rejects(manage.remove(ADMINISTRATOR, urn), { code: 'NOT_FOUND' })
    await t.rejects(manage.get(ADMINISTRATOR, urn), { code: 'NOT_FOUND' })
  }
  await t.rejects(manage.create(ADMINISTRATOR, { ...INPUT, name: '' }), { code: 'INVALID_REQUEST' })
  t.strictSame(inForce(ROOT_POLICY), before)
  t.strictSame(await audited(), [])
})

t.test('a default policy that may be edited is removed for good', async (t) => {
  const { manage, held, inForce, ports } = await kept(t)
  const urn = 'urn:li:dataHubPolicy:7'
  t.ok(inForce(urn))
  await manage.remove(ADMINISTRATOR, urn)
  await ports.transactions.change(({ policies }) => policies.install(loadDefaultPolicies()))
  await held.reload()
  t.equal(inForce(urn), undefined)
})

t.test('of two who change a policy at once, the second is told', async (t) => {
  const { manage, all, store, audited } = await kept(t)
  const { urn } = await manage.create(ADMINISTRATOR, INPUT)
  const early = await store.find(urn)
  const slow = makePolicies({ ...all, store: { find: async () => early } })
  await manage.update(ADMINISTRATOR, urn, { ...INPUT, name: 'First' })
  await t.rejects(slow.update(ADMINISTRATOR, urn, { ...INPUT, name: 'Second' }), { code: 'CONFLICT' })
  t.match(await store.find(urn), { info: { displayName: 'First' } })
  await manage.remove(ADMINISTRATOR, urn)
  await t.rejects(slow.update(ADMINISTRATOR, urn, INPUT), { code: 'CONFLICT' })
  await t.rejects(slow.remove(ADMINISTRATOR, urn), { code: 'NOT_FOUND' })
  t.equal((await audited()).length, 3)
})

t.test('what was committed holds, and is told so, where the policies cannot be read again', async (t) => {
  const { manage, breakReads, inForce, held } = await kept(t)
  const other = await manage.create(ADMINISTRATOR, { ...INPUT, name: 'Other' })
  breakReads(true)
  const made = await manage.create(ADMINISTRATOR, INPUT)
  t.strictSame(inForce(made.urn), made.info)
  const changed = await manage.update(ADMINISTRATOR, made.urn, { ...INPUT, state: 'INACTIVE' })
  t.strictSame(inForce(made.urn), changed.info)
  await manage.remove(ADMINISTRATOR, other.urn)
  t.equal(inForce(other.urn), undefined)
  t.equal(held.state(), 'stale', 'others may have changed more')
  const before = held.current().policies
  breakReads(false)
  await held.reload()
  t.strictSame(held.current().policies, before)
})

t.test('where the audit trail cannot be written nothing changes', async (t) => {
  const { manage, all, ports, held } = await kept(t)
  const { urn } = await manage.create(ADMINISTRATOR, INPUT)
  const before = held.current().policies
  const broken = makePolicies({ ...all, transactions: withBrokenAudit(ports).transactions })
  const failure = { message: 'the audit trail cannot be written' }
  await t.rejects(broken.create(ADMINISTRATOR, INPUT), failure)
  await t.rejects(broken.update(ADMINISTRATOR, urn, { ...INPUT, name: 'Other' }), failure)
  await t.rejects(broken.remove(ADMINISTRATOR, urn), failure)
  await held.reload()
  t.strictSame(held.current().policies, before)
})

t.test('who has not Manage Policies learns nothing and changes nothing, and it is remembered', async (t) => {
  const { manage, audited, held } = await kept(t)
  const before = held.current().policies
  const attempts: (() => Promise<unknown>)[] = [
    () => manage.list(JOE, ALL),
    () => manage.page(JOE, { limit: 10 }),
    () => manage.get(JOE, ROOT_POLICY),
    () => manage.create(JOE, { ...INPUT, name: '' }),
    () => manage.update(JOE, ROOT_POLICY, INPUT),
    () => manage.remove(JOE, 'urn:li:dataHubPolicy:none'),
  ]
  for (const attempt of attempts) await t.rejects(attempt(), { code: 'FORBIDDEN' })
  t.equal(held.current().policies, before)
  t.strictSame(
    (await audited()).map(({ action, details }) => [action, details.what]),
    ['list', 'list', 'read', 'create', 'update', 'remove'].map((act) => ['access.refuse', `policy.${act}`]),
  )
})

t.test('a record of a huge change is bounded, and says how much it leaves out', async (t) => {
  const { manage, audited } = await kept(t)
  const users = Array.from({ length: 1000 }, (_, i) => `urn:li:corpuser:${'x'.repeat(200)}${i}`)
  await manage.create(ADMINISTRATOR, { ...INPUT, actors: { users } })
  const details = (await audited())[0]?.details ?? {}
  const added = (details.actors as { added: { first: string[]; more: number } }).added
  t.strictSame(added.first, users.slice(0, added.first.length))
  t.equal(added.first.length + added.more, 1000)
  t.ok(added.first.length >= 10)
  t.ok(JSON.stringify(details).length < 10_000)
})

t.test('policies are listed in their order, by words, type and state', async (t) => {
  const { manage, held } = await kept(t)
  await manage.create(ADMINISTRATOR, { ...INPUT, description: 'Of the DATA office', state: 'DRAFT' })
  const { policies } = held.current()
  const all = await manage.list(ADMINISTRATOR, ALL)
  t.strictSame(all, { items: [...policies], total: policies.length })
  t.strictSame(await manage.list(ADMINISTRATOR, { ...ALL, start: 2, count: 3 }), {
    items: policies.slice(2, 5),
    total: policies.length,
  })
  const names = async (part: object) =>
    (await manage.list(ADMINISTRATOR, { ...ALL, ...part })).items.map(({ info }) => info.displayName)
  t.strictSame(await names({ query: 'data OFFICE' }), ['Stewards'])
  t.strictSame(await names({ query: 'STEWARD' }), ['Stewards'])
  t.strictSame(await names({ query: 'dataHubPolicy:VIEW-dataset' }), [
    policies.find((p) => p.urn.endsWith(':view-dataset-sensitive'))?.info.displayName,
  ])
  t.strictSame(await names({ state: 'DRAFT' }), ['Stewards'])
  t.strictSame(await names({ state: 'DRAFT', type: 'PLATFORM' }), [])
  t.strictSame(
    await names({ query: '*' }),
    policies.map(({ info }) => info.displayName),
  )
  await t.rejects(manage.list(ADMINISTRATOR, { ...ALL, count: -1 }), { code: 'INVALID_REQUEST' })
})

t.test(
  'pages go through all, whatever is removed meanwhile, and a cursor serves its list alone',
  async (t) => {
    const { manage, held } = await kept(t)
    const all = held.current().policies.map(({ urn }) => urn)
    const seen: string[] = []
    let cursor: string | undefined
    do {
      const page = await manage.page(ADMINISTRATOR, { limit: 4, cursor })
      seen.push(...page.items.map(({ urn }) => urn))
      if (cursor === undefined) await manage.remove(ADMINISTRATOR, page.items[3]?.urn ?? '')
      cursor = page.nextCursor ?? undefined
    } while (cursor !== undefined)
    t.strictSame(seen, all)
    const { nextCursor } = await manage.page(ADMINISTRATOR, { limit: 1, type: 'PLATFORM' })
    t.ok(nextCursor)
    await t.rejects(manage.page(ADMINISTRATOR, { limit: 1, cursor: nextCursor ?? '' }), {
      code: 'INVALID_REQUEST',
    })
    const platform = await manage.page(ADMINISTRATOR, {
      limit: 1,
      type: 'PLATFORM',
      cursor: nextCursor ?? '',
    })
    t.match(platform.items, [{ info: { type: 'PLATFORM' } }])
  },
)
