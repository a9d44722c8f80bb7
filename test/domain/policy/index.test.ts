import t from 'tap'
import type { PolicyActors, PolicyInfo } from '../../../src/domain/policy/policy.ts'
import type { KnownResource } from '../../../src/domain/policy/question.ts'
import { snapshotOf } from '../../helpers/policies.ts'
import { ANN, about, ask, DATASET, equals, policy, withFacts } from '../../helpers/policy-questions.ts'

const many = (count: number, make: (i: number) => Partial<PolicyInfo>) =>
  Array.from({ length: count }, (_, i) => policy(make(i)))

t.test('ten thousand policies of one shape are answered right, and soon', async (t) => {
  const N = 10_000
  const all = { actors: { groups: ANN.groups } }
  const elsewhere = { actors: { groups: ['urn:li:corpGroup:ops'] } }
  const owned = (typeUrn: string) => withFacts({ ownership: [{ urn: ANN.urn, typeUrn }], OWNER: [ANN.urn] })
  const owners = (i: number): PolicyActors => ({ resourceOwners: true, resourceOwnersTypes: [`type-${i}`] })
  const type = about(equals('TYPE', 'dataset'))
  const rows: [string, (i: number) => Partial<PolicyInfo>, KnownResource, boolean][] = [
    ['one group, by type', () => ({ ...all, resources: type }), DATASET, true],
    [
      'one group, by another type',
      () => ({ ...all, resources: about(equals('TYPE', 'chart')) }),
      DATASET,
      false,
    ],
    ['another group, by type', () => ({ ...elsewhere, resources: type }), DATASET, false],
    ['platform', () => ({ ...all, type: 'PLATFORM' }), DATASET, true],
    ['platform, another group', () => ({ ...elsewhere, type: 'PLATFORM' }), DATASET, false],
    ['any resource', () => ({ ...all, resources: about() }), DATASET, true],
    ['owners of another type', (i) => ({ actors: owners(i), resources: type }), owned('other'), false],
    [
      'owners of the last type',
      (i) => ({ actors: owners(i), resources: type }),
      owned(`type-${N - 1}`),
      true,
    ],
    [
      'by a tag of each',
      (i) => ({ ...all, resources: about(equals('TAG', `tag-${i}`), equals('TYPE', 'dataset')) }),
      withFacts({ TAG: ['tag-7777'] }),
      true,
    ],
    [
      'by a beginning of each',
      (i) => ({
        ...all,
        resources: about({ field: 'URN', values: [`urn:li:dataset:${i}-`], condition: 'STARTS_WITH' }),
      }),
      { ...DATASET, urn: `urn:li:dataset:${N - 1}-x` },
      true,
    ],
  ]
  for (const [name, shape, resource, granted] of rows) {
    const snapshot = snapshotOf(many(N, shape))
    const begun = performance.now()
    for (let i = 0; i < 10; i++) t.equal(snapshot.grantingPolicy(ask(resource)) !== undefined, granted, name)
    const ms = (performance.now() - begun) / 10
    t.ok(ms < 50, `${name}: ${ms.toFixed(2)} ms a question`)
  }
})

t.test('a criterion with a thousand values holds of each of them and of no other', async (t) => {
  const values = Array.from({ length: 1_000 }, (_, i) => `v-${i};`)
  for (const condition of ['EQUALS', 'STARTS_WITH', 'NOT_EQUALS']) {
    const snapshot = snapshotOf([policy({ resources: about({ field: 'TAG', values, condition }) })])
    const isGranted = (tag: string) => snapshot.grantingPolicy(ask(withFacts({ TAG: [tag] }))) !== undefined
    t.equal(isGranted('v-999;'), condition !== 'NOT_EQUALS', condition)
    t.equal(isGranted('v-999;b'), condition !== 'EQUALS', condition)
    t.equal(isGranted('v-1000;'), condition === 'NOT_EQUALS', condition)
    t.equal(isGranted('v'), condition === 'NOT_EQUALS', condition)
  }
})

t.test('actors with more policies than are kept for each are answered the same', async (t) => {
  const busy = (i: number) => ({
    privileges: Array.from({ length: 20 }, (_, p) => `P${p}`),
    resources: about(equals('TAG', `tag-${i}`), equals('TYPE', 'dataset')),
  })
  const free = policy({ type: 'PLATFORM', privileges: ['FREE'] })
  const open = policy({ privileges: ['OPEN'], resources: about() })
  const rest = policy({
    privileges: ['P3'],
    resources: about({ ...equals('TAG', 'x-'), condition: 'STARTS_WITH' }),
  })
  const snapshot = snapshotOf([...many(300, busy), free, open, rest])
  const granting = (privilege: string, resource?: KnownResource) =>
    snapshot.grantingPolicy(ask(resource, { privilege }))
  t.ok(granting('P3', withFacts({ TAG: ['nothing', 'tag-299'] })))
  t.equal(granting('P3', withFacts({ TAG: ['x-1'] })), rest)
  t.notOk(granting('P3', withFacts({ TAG: ['tag-300'] })))
  t.notOk(granting('P3', { type: 'dataset', urn: '' }))
  t.notOk(granting('P3', { type: 'dataset', urn: 'urn:li:dataset:a' }))
  t.notOk(granting('P3'))
  const named = snapshotOf([
    ...many(300, busy),
    policy({ privileges: ['P3'], resources: about(equals('URN', DATASET.urn)) }),
  ])
  t.ok(named.grantingPolicy(ask(DATASET, { privilege: 'P3' })))
  t.equal(granting('FREE'), free)
  t.equal(granting('OPEN', DATASET), open)
  const wide = snapshotOf([policy({ privileges: Array.from({ length: 1_100 }, (_, i) => `P${i}`) })])
  const crowd = snapshotOf([...many(65_536, () => ({ actors: {}, privileges: [] })), policy()])
  for (let i = 0; i < 3; i++) {
    t.ok(wide.grantingPolicy(ask(DATASET, { privilege: 'P1099' })), 'and so with many privileges')
    t.ok(crowd.grantingPolicy(ask(DATASET)), 'and so with more policies than two bytes can tell apart')
  }
})

t.test('more types of resources than are told apart by a bit are still told apart', async (t) => {
  const snapshot = snapshotOf(
    many(100, (i) => ({ privileges: [`P${i}`], resources: about(equals('TYPE', `t${i}`)) })),
  )
  for (let i = 0; i < 100; i++) {
    const granted = (type: string) =>
      snapshot.grantingPolicy(ask({ ...DATASET, type }, { privilege: `P${i}` })) !== undefined
    t.ok(granted(`t${i}`))
    t.notOk(granted(`t${(i + 35) % 100}`))
  }
})
t.test('the first question of an actor and those after it have one answer', async (t) => {
  const tags = Array.from({ length: 12 }, (_, i) => `tag-${i}`)
  const criteria = [equals('TAG', 'a'), equals('TAG', 'a', 'b', 'c', 'd'), equals('TAG', ...tags)]
  const shapes = [
    ...criteria.map((one) => about(one)),
    ...criteria.map((one) => about(equals('TYPE', 'dataset'), one)),
    about(equals('URN', DATASET.urn)),
    about(equals('TYPE', 'chart'), equals('TYPE', 'dataset')),
    about({ ...equals('TYPE', 'chart'), condition: 'NOT_EQUALS' }),
  ]
  const resources: (KnownResource | undefined)[] = [
    undefined,
    ...['a', 'd', 'e', 'tag-11', 'tag-12'].map((tag) => withFacts({ TAG: [tag] })),
    { type: 'chart', urn: DATASET.urn },
    { type: 'dataset', urn: '', facts: { TAG: ['a'] } },
    { type: 'never heard of', urn: 'urn:li:x:y', facts: {} },
  ]
  for (const shape of shapes) {
    const snapshot = snapshotOf([policy({ resources: shape })])
    for (const resource of resources) {
      const actor = { ...ANN }
      const first = snapshot.grantingPolicy(ask(resource, { actor }))
      for (let i = 0; i < 2; i++)
        t.equal(snapshot.grantingPolicy(ask(resource, { actor })), first, JSON.stringify([shape, resource]))
      const [trace] = snapshot.explain(ask(resource))
      t.equal(first !== undefined, trace?.granted)
    }
  }
})

t.test('owners are known by their whole name', async (t) => {
  const snapshot = snapshotOf([
    policy({ actors: { resourceOwners: true } }),
    policy({ actors: { users: ['bob'] } }),
  ])
  const isGranted = (urn: string) =>
    snapshot.grantingPolicy(ask(withFacts({ ownership: [{ urn }], OWNER: [urn] }))) !== undefined
  for (let round = 0; round < 3; round++) {
    t.ok(isGranted(ANN.urn))
    t.ok(isGranted('urn:li:corpGroup:eng'))
    for (let i = 0; i < 100; i++) t.notOk(isGranted(`urn:li:corpuser:${i}`))
    t.notOk(isGranted('urn:li:corpGroup:ann'), 'and not by the end that is looked at first')
    t.notOk(snapshot.grantingPolicy(ask({ type: 'dataset', urn: DATASET.urn })))
  }
})

t.test('rare privileges of actors with many policies are found', async (t) => {
  const everything = Array.from({ length: 40 }, (_, i) => `P${i}`)
  const common = many(400, () => ({ privileges: everything, resources: about(equals('TAG', 'a')) }))
  const rare = many(40, (i) => ({
    privileges: ['RARE'],
    resources: about(equals('TAG', 'a'), equals('DOMAIN', `d${i}`), equals('GLOSSARY', 'g')),
  }))
  const away = many(4_000, () => ({ actors: { users: ['bob'] }, privileges: ['AWAY'] }))
  const snapshot = snapshotOf([...common, ...rare, ...away])
  const granting = (domain: string) =>
    snapshot.grantingPolicy(
      ask(withFacts({ TAG: ['a'], DOMAIN: [domain], GLOSSARY: ['g'] }), { privilege: 'RARE' }),
    )
  t.equal(granting('d0'), rare[0])
  t.equal(granting('d39'), rare[39])
  t.notOk(granting('d40'))
})
