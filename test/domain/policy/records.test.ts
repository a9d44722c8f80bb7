import t from 'tap'
import type { PolicyInfo } from '../../../src/domain/policy/policy.ts'
import { PolicyActor } from '../../../src/domain/policy/question.ts'
import { snapshotOf } from '../../helpers/policies.ts'
import { ANN, about, ask, DATASET, equals, policy, withFacts } from '../../helpers/policy-questions.ts'

const many = (count: number, make: (i: number) => Partial<PolicyInfo>) =>
  Array.from({ length: count }, (_, i) => policy(make(i)))

const beginning = (field: string, ...values: string[]) => ({ field, values, condition: 'STARTS_WITH' })

t.test('actors are answered right however many others were asked about meanwhile', async (t) => {
  const elsewhere = many(10_000, () => ({ actors: { users: ['bob'] } }))
  const byGroup = policy({ actors: { groups: ['seventh'] } })
  const snapshot = snapshotOf([...elsewhere, byGroup])
  // 1.3 kB of bits each: 32 MB are full once and more.
  const actors = Array.from(
    { length: 30_000 },
    (_, i) =>
      new PolicyActor({ urn: `urn:li:corpuser:${i}`, groups: [i % 7 ? 'most' : 'seventh'], roles: [] }),
  )
  let wrong = 0
  for (let round = 0; round < 2; round++) {
    for (const [i, actor] of actors.entries()) {
      for (let times = 0; times < 3; times++) {
        const granting = snapshot.grantingPolicy(ask(DATASET, { actor }))
        if (granting !== (i % 7 ? undefined : byGroup)) wrong++
      }
    }
  }
  t.equal(wrong, 0)
})

t.test('resources are answered right however many others were asked about meanwhile', async (t) => {
  const tags = Array.from({ length: 1_000 }, (_, i) => `tag-${i}`)
  const snapshot = snapshotOf([
    policy({ privileges: ['OTHER'], resources: about(equals('TAG', ...tags)) }),
    policy({ resources: about(equals('DOMAIN', 'seventh')) }),
  ])
  // 4 kB each: 32 MB are full once and more.
  const resources = Array.from({ length: 10_000 }, (_, i) =>
    withFacts({ TAG: tags, DOMAIN: [i % 7 ? 'most' : 'seventh'] }),
  )
  let wrong = 0
  for (let round = 0; round < 2; round++)
    for (const [i, resource] of resources.entries())
      for (let times = 0; times < 3; times++)
        if ((snapshot.grantingPolicy(ask(resource)) !== undefined) !== (i % 7 === 0)) wrong++
  t.equal(wrong, 0)
})

t.test('a resource with more owners and tags than are kept of one is answered the same', async (t) => {
  const snapshot = snapshotOf([
    policy({ resources: about(equals('TAG', 'tag-1999')) }),
    policy({ privileges: ['OWN'], actors: { resourceOwners: true } }),
  ])
  const crowd = Array.from({ length: 2_000 }, (_, i) => `tag-${i}`)
  const owners = (last: string) => [...crowd, last].map((urn) => ({ urn }))
  for (let times = 0; times < 3; times++) {
    t.notOk(
      snapshot.grantingPolicy(ask(withFacts({ TAG: crowd.slice(1) }), { actor: { ...ANN, urn: 'bob' } })),
    )
    t.ok(snapshot.grantingPolicy(ask(withFacts({ TAG: crowd, ownership: owners('bob') }))))
    t.ok(snapshot.grantingPolicy(ask(withFacts({ ownership: owners(ANN.urn) }), { privilege: 'OWN' })))
    t.notOk(snapshot.grantingPolicy(ask(withFacts({ ownership: owners('bob') }), { privilege: 'OWN' })))
  }
})

t.test('beginnings of more lengths than are looked up are all found', async (t) => {
  const snapshot = snapshotOf(
    many(40, (i) => ({ privileges: [`P${i}`], resources: about(beginning('TAG', 'x'.repeat(i))) })),
  )
  for (let i = 0; i < 40; i++) {
    const granted = (tag: string) =>
      snapshot.grantingPolicy(ask(withFacts({ TAG: [tag] }), { privilege: `P${i}` })) !== undefined
    t.ok(granted('x'.repeat(i)))
    t.ok(granted(`${'x'.repeat(i)}y`))
    if (i > 0) t.notOk(granted('x'.repeat(i - 1)))
  }
})

t.test('of rules of one value and privilege, few or many, the one for the actor is found', async (t) => {
  const others = { users: ['bob', 'eve', 'joe'] }
  for (const count of [1, 2, 16, 17, 40]) {
    for (let own = 0; own < count; own += 3) {
      const rules = many(count, (i) => ({
        ...(i === own ? {} : { actors: others }),
        resources: about(equals('TAG', 'a', 'b')),
      }))
      const snapshot = snapshotOf(rules)
      for (let times = 0; times < 3; times++) {
        t.equal(snapshot.grantingPolicy(ask(withFacts({ TAG: ['b'] }))), rules[own])
        t.notOk(snapshot.grantingPolicy(ask(withFacts({ TAG: ['c'] }))))
      }
    }
  }
})

t.test('a rule with a value and with types that exclude each other never holds', async (t) => {
  const impossible = about(equals('TYPE', 'chart'), equals('TYPE', 'dataset'), equals('TAG', 'a'))
  const snapshot = snapshotOf([
    policy({ resources: impossible }),
    policy({ resources: about(equals('TAG', 'b')) }),
  ])
  for (let times = 0; times < 3; times++) {
    t.notOk(snapshot.grantingPolicy(ask(withFacts({ TAG: ['a'] }))))
    t.ok(snapshot.grantingPolicy(ask(withFacts({ TAG: ['b'] }))))
  }
})

t.test('rules with more values than there is room for are found by their actors', async (t) => {
  const tag = (rule: number, value: number) => `${rule}.${value}`
  const values = (rule: number) => Array.from({ length: 1_000 }, (_, value) => tag(rule, value))
  const rules = many(800, (i) => ({ resources: about(equals('TAG', ...values(i))) }))
  const snapshot = snapshotOf(rules)
  for (let times = 0; times < 3; times++) {
    for (const rule of [0, 1, 400, 798, 799])
      t.equal(snapshot.grantingPolicy(ask(withFacts({ TAG: [tag(rule, 999)] }))), rules[rule])
    t.notOk(snapshot.grantingPolicy(ask(withFacts({ TAG: [tag(800, 0), tag(0, 1_000)] }))))
  }
})

t.test('names of all kinds are told apart from those with the same end', async (t) => {
  const snapshot = snapshotOf([
    policy({ actors: { users: ['urn:li:corpuser:somebody-1'] } }),
    policy({ actors: { groups: ['urn:li:corpGroup:somebody-2'], roles: ['somebody-2'] } }),
  ])
  const granted = (urn: string, groups: string[], roles: string[]) => {
    const actor = new PolicyActor({ urn, groups, roles })
    const answers = [1, 2, 3].map(() => snapshot.grantingPolicy(ask(DATASET, { actor })) !== undefined)
    t.equal(new Set(answers).size, 1)
    return answers[0]
  }
  t.ok(granted('urn:li:corpuser:somebody-1', [], []))
  t.ok(granted('x', ['urn:li:corpGroup:somebody-2'], []))
  t.ok(granted('x', [], ['somebody-2']))
  t.notOk(granted('urn:li:corpGroup:somebody-1', [], []))
  t.notOk(
    granted('urn:li:corpGroup:somebody-2', ['urn:li:corpuser:somebody-1'], ['urn:li:corpuser:somebody-1']),
  )
})

t.test(
  'many policies that ask for URNs hold of no type alone, whoever asks for the first time',
  async (t) => {
    const snapshot = snapshotOf(many(40, (i) => ({ resources: about(equals('URN', `urn:li:dataset:${i}`)) })))
    const granted = (urn: string) => {
      const actor = new PolicyActor(ANN)
      const answers = [1, 2, 3].map(() => snapshot.grantingPolicy(ask({ type: 'dataset', urn }, { actor })))
      t.equal(new Set(answers).size, 1)
      return answers[0] !== undefined
    }
    t.ok(granted('urn:li:dataset:39'))
    t.notOk(granted('urn:li:dataset:40'))
    t.notOk(granted(''))
  },
)

t.test('many policies that ask for tags hold of nothing that is not known', async (t) => {
  const snapshot = snapshotOf(many(40, (i) => ({ resources: about(equals('TAG', `tag-${i}`)) })))
  const actor = new PolicyActor(ANN)
  for (let times = 0; times < 3; times++)
    t.notOk(snapshot.grantingPolicy(ask({ type: 'dataset', urn: DATASET.urn }, { actor })))
  t.ok(snapshot.grantingPolicy(ask(withFacts({ TAG: ['tag-39'] }), { actor })))
})

t.test('a type by its beginning is asked for like a value', async (t) => {
  const many = Array.from({ length: 10 }, (_, i) => `none-${i}`)
  for (const beginnings of [['data'], [...many, 'data']]) {
    const snapshot = snapshotOf([policy({ resources: about(beginning('TYPE', ...beginnings)) })])
    for (let times = 0; times < 3; times++) {
      t.ok(snapshot.grantingPolicy(ask(DATASET)))
      t.notOk(snapshot.grantingPolicy(ask({ type: 'chart', urn: 'urn:li:chart:a' })))
    }
  }
})

t.test('policies that are asked by turns give each their own answers', async (t) => {
  const byTag = (tag: string) => snapshotOf([policy({ resources: about(equals('TAG', tag)) })])
  const [a, b] = [byTag('a'), byTag('b')]
  const resource = withFacts({ TAG: ['a'] })
  for (const asked of [a, b, a, b, b, b, a, a, a, b]) {
    t.equal(asked.grantingPolicy(ask(resource)) !== undefined, asked === a)
  }
})

t.test('a rule is looked at once, however many of its values a resource has', async (t) => {
  const tags = Array.from({ length: 1_000 }, (_, i) => `tag-${i}`)
  const owners = tags.map((tag) => ({ urn: `urn:li:corpuser:${tag}` }))
  const untagged = { field: 'TAG', values: ['tag-999'], condition: 'NOT_EQUALS' }
  const byTags = about(equals('TAG', ...tags), untagged)
  const byOwners = about(beginning('OWNER', 'urn:li:corpuser:'), untagged)
  const resource = withFacts({ TAG: tags, OWNER: owners.map(({ urn }) => urn), ownership: owners })
  for (const [count, resources] of [
    [16, byTags],
    [16, byOwners],
    [500, byTags],
    [500, byOwners],
  ] as const) {
    const snapshot = snapshotOf(many(count, () => ({ resources })))
    const actor = new PolicyActor(ANN)
    const begun = performance.now()
    for (let times = 0; times < 3; times++) t.notOk(snapshot.grantingPolicy(ask(resource, { actor })))
    // Once for each value, it were seconds.
    const ms = performance.now() - begun
    t.ok(ms < 300, `${count} rules: ${ms.toFixed(1)} ms`)
  }
})

t.test('privileges that nothing uses leave those that come after them right', async (t) => {
  const names = Array.from({ length: 1_100 }, (_, i) => `made-up-${i}`)
  const tag = about(equals('TAG', 'a'))
  const snapshot = snapshotOf([policy({ state: 'INACTIVE', privileges: names }), policy({ resources: tag })])
  for (let times = 0; times < 3; times++) {
    t.ok(snapshot.grantingPolicy(ask(withFacts({ TAG: ['a'] }))))
    t.notOk(snapshot.grantingPolicy(ask(DATASET)))
    t.notOk(snapshot.grantingPolicy(ask(DATASET, { privilege: 'made-up-3' })))
  }
})
