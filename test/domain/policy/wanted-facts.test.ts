import t from 'tap'
import type { PolicyInfo } from '../../../src/domain/policy/policy.ts'
import type { KnownResource } from '../../../src/domain/policy/question.ts'
import { snapshotOf } from '../../helpers/policies.ts'
import { ANN, about, ask, DATASET, equals, policy } from '../../helpers/policy-questions.ts'

t.test('only facts that could still make a grant are wanted', async (t) => {
  const unknown: KnownResource = { type: 'dataset', urn: DATASET.urn }
  const owners = { resourceOwners: true }
  const rows: [string, Partial<PolicyInfo>[], KnownResource | undefined, string[]][] = [
    ['no resource', [{ resources: about(equals('TAG', 'a')) }], undefined, []],
    ['a type alone', [{ resources: about(equals('TAG', 'a')) }], { type: 'dataset', urn: '' }, []],
    ['a tag', [{ resources: about(equals('TAG', 'a')) }], unknown, ['TAG']],
    ['another type', [{ resources: about(equals('TYPE', 'chart'), equals('TAG', 'a')) }], unknown, []],
    ['this type', [{ resources: about(equals('TYPE', 'dataset'), equals('TAG', 'a')) }], unknown, ['TAG']],
    ['switched off', [{ state: 'INACTIVE', resources: about(equals('TAG', 'a')) }], unknown, []],
    ['somebody else', [{ actors: { users: ['bob'] }, resources: about(equals('TAG', 'a')) }], unknown, []],
    ['another privilege', [{ privileges: ['OTHER'], resources: about(equals('TAG', 'a')) }], unknown, []],
    ['no such field', [{ resources: about(equals('NOPE', 'a'), equals('TAG', 'a')) }], unknown, []],
    ['no such condition', [{ resources: about({ ...equals('TAG', 'a'), condition: 'NOPE' }) }], unknown, []],
    ['no values', [{ resources: about(equals('TAG')) }], unknown, []],
    [
      'a known tag that is another',
      [{ resources: about(equals('TAG', 'a'), equals('DOMAIN', 'd')) }],
      { ...unknown, facts: { TAG: ['b'] } },
      [],
    ],
    [
      'a known tag',
      [{ resources: about(equals('TAG', 'a'), equals('DOMAIN', 'd')) }],
      { ...unknown, facts: { TAG: ['a'] } },
      ['DOMAIN'],
    ],
    ['owners', [{ actors: owners }], unknown, ['OWNER']],
    ['owners of a platform policy', [{ type: 'PLATFORM', actors: owners }], unknown, ['OWNER']],
    ['owners of no type', [{ actors: { ...owners, resourceOwnersTypes: [] } }], unknown, []],
    [
      'owners, in a domain',
      [{ actors: owners, resources: about(equals('DOMAIN', 'd')) }],
      unknown,
      ['OWNER', 'DOMAIN'],
    ],
    [
      'known owners that are others',
      [{ actors: owners, resources: about(equals('DOMAIN', 'd')) }],
      { ...unknown, facts: { OWNER: ['bob'], ownership: [{ urn: 'bob' }] } },
      [],
    ],
    [
      'known owners',
      [{ actors: owners, resources: about(equals('DOMAIN', 'd')) }],
      { ...unknown, facts: { OWNER: [ANN.urn], ownership: [{ urn: ANN.urn }] } },
      ['DOMAIN'],
    ],
    [
      'known owners of another type',
      [{ actors: { ...owners, resourceOwnersTypes: ['x'] }, resources: about(equals('DOMAIN', 'd')) }],
      { ...unknown, facts: { OWNER: [ANN.urn], ownership: [{ urn: ANN.urn }] } },
      [],
    ],
    [
      'two policies',
      [
        { resources: about(equals('TAG', 'a')) },
        { resources: about(equals('TAG', 'b')) },
        { resources: about(equals('OWNER', 'c')) },
      ],
      unknown,
      ['OWNER', 'TAG'],
    ],
    [
      'owners beside',
      [{ resources: about(equals('TAG', 'a')) }, { actors: owners }, { actors: owners }],
      unknown,
      ['OWNER', 'TAG'],
    ],
  ]
  for (const [name, infos, resource, wanted] of rows) {
    const snapshot = snapshotOf(infos.map(policy))
    t.same(snapshot.wantedFacts(ask(resource)), wanted, name)
    if (resource && infos[0]?.privileges === undefined)
      t.same(snapshot.factsWantedForPrivileges(ANN, resource), wanted, `${name}, for all privileges`)
  }
  const constrained = snapshotOf([
    policy({
      resources: { ...about(equals('TAG', 'a')), privilegeConstraints: { criteria: [equals('URN', 'x')] } },
    }),
  ])
  const subResources = [{ type: 'tag', urn: 'y' }]
  t.same(constrained.wantedFacts(ask(unknown, { subResources })), [], 'none where a constraint fails anyhow')
})
