import t from 'tap'
import { compilePolicies } from '../../../src/domain/policy/compiled/compile.ts'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import { type ActorSpec, PolicyActor } from '../../../src/domain/policy/question.ts'
import { snapshotOf } from '../../helpers/policies.ts'
import { ANN, about, ask, DATASET, EDIT, equals, policy, withFacts } from '../../helpers/policy-questions.ts'

t.test('policies that were handed over cannot be changed any more', async (t) => {
  const criterion = { field: 'URN', values: [DATASET.urn] }
  const policies = [policy({ resources: { filter: { criteria: [criterion] } } })]
  const snapshot = snapshotOf(policies)
  t.throws(() => criterion.values.push('urn:li:dataset:b'), TypeError)
  t.throws(() => Object.assign(policies[0]?.info ?? {}, { state: 'INACTIVE' }), TypeError)
  policies.pop()
  t.equal(snapshot.policies.length, 1, 'nor the list of them')
  t.throws(() => (snapshot.policies as PolicyDocument[]).pop(), TypeError)
  t.ok(snapshot.grantingPolicy(ask(DATASET)))
})

t.test('policies are compiled in many small steps, however many values one has', async (t) => {
  const values = Array.from({ length: 5_000 }, (_, i) => `urn:li:dataset:${i}`)
  const users = values.map((value) => value.replace('dataset', 'corpuser'))
  const resources = about(equals('URN', ...values))
  const actors = { users, groups: users, roles: users, resourceOwners: true, resourceOwnersTypes: values }
  const work = compilePolicies([policy({ resources, actors, privileges: values })])
  let steps = 0
  while (!work.next().done) steps++
  t.ok(steps > 150, `${steps} steps`)
})

t.test('a question keeps the snapshot that it was asked of', async (t) => {
  const before = snapshotOf([policy()])
  const after = snapshotOf([policy({ state: 'INACTIVE' })])
  t.ok(before.grantingPolicy(ask(DATASET)))
  t.notOk(after.grantingPolicy(ask(DATASET)), 'of the same actor and resource too')
  t.ok(before.grantingPolicy(ask(DATASET)))
})

t.test(
  'an actor with other groups or roles, made of one that was asked for, gets its own answers',
  async (t) => {
    const snapshot = snapshotOf([policy({ actors: { groups: ['urn:li:corpGroup:ops'], roles: ['r'] } })])
    const changes = [{}, { groups: ['urn:li:corpGroup:ops'] }, { groups: [] }, { roles: ['r'] }]
    let actor: ActorSpec = ANN
    for (const change of changes) {
      actor = new PolicyActor({ ...actor, roles: [], ...change })
      const expected = actor.groups.includes('urn:li:corpGroup:ops') || actor.roles.includes('r')
      for (let times = 0; times < 3; times++)
        t.equal(snapshot.grantingPolicy(ask(DATASET, { actor })) !== undefined, expected)
    }
  },
)

t.test('names that objects have of their own are names like others', async (t) => {
  for (const name of ['__proto__', 'constructor', 'toString', '']) {
    const snapshot = snapshotOf([
      policy({ privileges: [name], actors: { users: [name] }, resources: about(equals('TAG', name)) }),
    ])
    const actor = { urn: name, groups: [], roles: [] }
    const resource = withFacts({ TAG: [name] })
    t.ok(snapshot.grantingPolicy(ask(resource, { actor, privilege: name })), name)
    t.same(snapshot.grantedPrivileges(actor, resource), [name])
  }
  const usual = snapshotOf([policy()])
  for (const privilege of ['__proto__', 'constructor', 'toString', '']) {
    t.notOk(usual.grantingPolicy(ask(DATASET, { privilege })))
    t.same(usual.explain(ask(DATASET, { privilege })), [])
    t.same(usual.wantedFacts(ask(DATASET, { privilege })), [])
  }
})

t.test('what is named twice counts once', async (t) => {
  const twice = policy({
    privileges: [EDIT, EDIT],
    actors: { users: [ANN.urn, ANN.urn] },
    resources: about(equals('TYPE', 'dataset', 'dataset'), equals('URN', DATASET.urn, DATASET.urn)),
  })
  const snapshot = snapshotOf([twice, twice])
  t.equal(snapshot.grantingPolicy(ask(DATASET)), twice)
  t.same(snapshot.grantedPrivileges(ANN, DATASET), [EDIT])
  t.equal(snapshot.explain(ask(DATASET)).length, 2)
})
