import t from 'tap'
import type { PolicyInfo } from '../../../src/domain/policy/policy.ts'
import type { KnownResource } from '../../../src/domain/policy/question.ts'
import { snapshotOf } from '../../helpers/policies.ts'
import { ANN, about, ask, DATASET, equals, policy, withFacts } from '../../helpers/policy-questions.ts'

t.test(
  'constraints bind what is to be changed, of platform policies too, and not DataHub’s wildcard',
  async (t) => {
    const resources = { ...about(), privilegeConstraints: { criteria: [equals('URN', 'urn:li:tag:a')] } }
    const tag = (name: string) => ({ type: 'tag', urn: `urn:li:tag:${name}` })
    for (const type of ['METADATA', 'PLATFORM']) {
      const snapshot = snapshotOf([policy({ type, resources })])
      const granted = (...subResources: { type: string; urn: string }[]) =>
        snapshot.grantingPolicy(ask(DATASET, { subResources })) !== undefined
      t.ok(granted(), type)
      t.ok(granted(tag('a')), type)
      t.notOk(granted(tag('b')), type)
      t.notOk(granted(tag('a'), tag('b')), type)
      t.ok(granted({ type: 'tag', urn: 'urn:li:allEntities:all' }), type)
      const [trace] = snapshot.explain(ask(DATASET, { subResources: [tag('b')] }))
      t.same(trace?.decidedBy, { part: 'subResource', urn: 'urn:li:tag:b' }, type)
    }
  },
)

t.test('why is told of each policy that lists the privilege, in order', async (t) => {
  const rows: [Partial<PolicyInfo>, KnownResource | undefined, object][] = [
    [{ state: 'INACTIVE' }, DATASET, { part: 'state' }],
    [{ resources: about() }, undefined, { part: 'resource' }],
    [
      { resources: about(equals('nope', 'a')) },
      DATASET,
      { part: 'criterion', field: 'nope', condition: 'EQUALS', values: ['a'], found: null },
    ],
    [
      { resources: about(equals('resource_type', 'chart')) },
      DATASET,
      { part: 'criterion', field: 'TYPE', condition: 'EQUALS', values: ['chart'], found: ['dataset'] },
    ],
    [
      { resources: about({ ...equals('TAG', 'a'), condition: 'NOPE' }) },
      DATASET,
      { part: 'criterion', field: 'TAG', condition: 'NOPE', values: ['a'], found: [] },
    ],
    [
      { resources: about({ ...equals('URN', 'a'), condition: 'NOT_EQUALS' }) },
      { type: 'dataset', urn: '' },
      { part: 'criterion', field: 'URN', condition: 'NOT_EQUALS', values: ['a'], found: [] },
    ],
    [
      { resources: about(equals('TAG', 'a')) },
      { type: 'dataset', urn: DATASET.urn },
      { part: 'criterion', field: 'TAG', condition: 'EQUALS', values: ['a'], found: null },
    ],
    [
      { resources: { type: 'dataset', resources: ['x'] } },
      DATASET,
      { part: 'criterion', field: 'URN', condition: 'EQUALS', values: ['x'], found: [DATASET.urn] },
    ],
    [{ actors: {} }, DATASET, { part: 'actor', by: null }],
    [{ actors: { allUsers: true } }, DATASET, { part: 'actor', by: 'allUsers' }],
    [{ actors: { users: [ANN.urn] } }, DATASET, { part: 'actor', by: 'users' }],
    [{ actors: { allGroups: true } }, DATASET, { part: 'actor', by: 'allGroups' }],
    [{ actors: { groups: [...ANN.groups] } }, DATASET, { part: 'actor', by: 'groups' }],
    [{ actors: { roles: [...ANN.roles] } }, DATASET, { part: 'actor', by: 'roles' }],
    [{ actors: { resourceOwners: true } }, { type: 'dataset', urn: 'x' }, { part: 'actor', by: null }],
    [
      { actors: { resourceOwners: true } },
      withFacts({ ownership: [{ urn: ANN.urn }] }),
      { part: 'actor', by: 'resourceOwners' },
    ],
  ]
  for (const [change, resource, decidedBy] of rows) {
    const snapshot = snapshotOf([policy({ privileges: ['OTHER'] }), policy(change), policy({ actors: {} })])
    const [trace, ...rest] = snapshot.explain(ask(resource))
    t.same(trace?.decidedBy, decidedBy, JSON.stringify(change))
    t.equal(rest.length, 1)
    const granted = trace?.granted
    t.equal(snapshot.grantingPolicy(ask(resource)) !== undefined, granted, 'as it is decided')
  }
})
