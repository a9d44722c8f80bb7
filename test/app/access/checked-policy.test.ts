import t from 'tap'
import { checkedPolicy } from '../../../src/app/access/checked-policy.ts'
import type { PolicyInput } from '../../../src/app/access/policies.ts'

const INPUT: PolicyInput = {
  type: 'METADATA',
  name: 'Stewards',
  state: 'ACTIVE',
  privileges: ['EDIT_ENTITY'],
  actors: { users: ['urn:li:corpuser:jane'] },
}

const filter = (...criteria: { field: string; values: string[]; condition?: string }[]) => ({
  resources: { filter: { criteria } },
})

t.test('a policy is kept with all that it says, each thing once', async (t) => {
  const actors = {
    users: ['urn:li:corpuser:jane', 'urn:li:corpuser:jane'],
    groups: ['urn:li:corpGroup:data'],
    roles: ['urn:li:dataHubRole:Admin'],
    allUsers: false,
    allGroups: true,
    resourceOwners: true,
    resourceOwnersTypes: ['urn:li:ownershipType:__system__technical_owner'],
  }
  const criteria = [{ field: 'tag', values: ['urn:li:tag:pii'], condition: 'NOT_EQUALS' }]
  const resources = {
    type: 'dataset',
    resources: ['urn:li:dataset:a'],
    allResources: false,
    filter: { criteria },
    privilegeConstraints: { criteria: [] },
  }
  const input: PolicyInput = {
    ...INPUT,
    name: ' Stewards ',
    description: 'two\nlines',
    privileges: ['EDIT_ENTITY', 'A_PRIVILEGE_OF_TOMORROW', 'EDIT_ENTITY'],
    actors,
    resources,
  }
  t.strictSame(checkedPolicy(input), {
    displayName: 'Stewards',
    description: 'two\nlines',
    type: 'METADATA',
    state: 'ACTIVE',
    privileges: ['EDIT_ENTITY', 'A_PRIVILEGE_OF_TOMORROW'],
    actors: { ...actors, users: ['urn:li:corpuser:jane'] },
    resources,
  })
})

t.test('what is null is absent, but for a description, which DataHub needs', async (t) => {
  const info = checkedPolicy({
    ...INPUT,
    description: null,
    actors: { users: null, groups: null, roles: null, allUsers: null, allGroups: null, resourceOwners: null },
    resources: { type: null, resources: null, allResources: null, filter: null, privilegeConstraints: null },
  })
  t.strictSame(info, {
    displayName: 'Stewards',
    description: '',
    type: 'METADATA',
    state: 'ACTIVE',
    privileges: ['EDIT_ENTITY'],
    actors: {},
    resources: {},
  })
  t.notOk('resources' in checkedPolicy({ ...INPUT, resources: null }))
  const owners = checkedPolicy({ ...INPUT, actors: { resourceOwners: true, resourceOwnersTypes: [] } })
  t.strictSame(owners.actors, { resourceOwners: true, resourceOwnersTypes: [] }, 'no type is not any type')
})

t.test('what is no policy is refused, saying what is wrong', async (t) => {
  const many = (count: number, text: string) => Array.from({ length: count }, (_, i) => `${text}${i}`)
  const rows: [Partial<PolicyInput>, RegExp][] = [
    [{ name: ' ' }, /name must not be blank/],
    [{ name: 'x'.repeat(201) }, /name must have at most 200/],
    [{ name: 'a\u0000b' }, /name must be plain text/],
    [{ description: '\ud800' }, /description must be plain text/],
    [{ type: 'OTHER' as 'METADATA' }, /type must be METADATA or PLATFORM/],
    [{ state: 'active' as 'ACTIVE' }, /state must be ACTIVE or INACTIVE or DRAFT/],
    [{ privileges: [''] }, /privileges must be of letters, digits and underscores/],
    [{ privileges: ['Manage Tags'] }, /such as MANAGE_TAGS/],
    [{ privileges: ['x'.repeat(201)] }, /privileges must be .+ at most 200/],
    [{ privileges: many(501, 'P') }, /privileges must have at most 500 entries/],
    [{ actors: { users: ['jane'] } }, /actors.users must be URNs such as urn:li:corpuser:jane/],
    [{ actors: { users: ['urn:li:corpGroup:data'] } }, /actors.users/],
    [{ actors: { users: many(1001, 'urn:li:corpuser:') } }, /actors.users must have at most 1000/],
    [{ actors: { groups: ['urn:li:corpuser:jane'] } }, /actors.groups/],
    [{ actors: { roles: ['Admin'] } }, /actors.roles/],
    [{ actors: { resourceOwnersTypes: ['TECHNICAL_OWNER'] } }, /actors.resourceOwnersTypes/],
    [{ resources: { type: '' } }, /resources.type must be of letters/],
    [{ resources: { resources: ['orders'] } }, /resources.resources must be URNs/],
    [filter({ field: 'TYPE', values: ['urn:li:dataset:x'] }), /values of TYPE .+ such as .+dataset/],
    [filter({ field: 'tag', values: ['pii'] }), /values of TAG in resources.filter must be URNs/],
    [{ resources: { resources: many(1001, 'urn') } }, /resources.resources must have at most 1000/],
    [filter({ field: 'PLATFORM', values: [] }), /none of those that there are: TYPE, URN, OWNER, .*GLOSSARY/],
    [filter({ field: 'TAG', values: [], condition: 'MATCHES' }), /EQUALS or STARTS_WITH or NOT_EQUALS/],
    [filter({ field: 'TAG', values: [`urn:li:tag:${'x'.repeat(1024)}`] }), /at most 1024 characters/],
    [filter({ field: 'TAG', values: many(1001, 'tag') }), /at most 1000 entries/],
    [filter(...many(51, 'TAG').map(() => ({ field: 'TAG', values: ['a'] }))), /at most 50 entries/],
    [
      { resources: { privilegeConstraints: { criteria: [{ field: 'x', values: [] }] } } },
      /resources.privilegeConstraints/,
    ],
  ]
  for (const [part, detail] of rows)
    t.throws(() => checkedPolicy({ ...INPUT, ...part }), { code: 'INVALID_REQUEST', detail }, `${detail}`)
})

t.test('a policy of more than 256 kB is refused, by its bytes', async (t) => {
  const values = Array.from({ length: 200 }, (_, i) => `urn:li:tag:${i}${'\uffee'.repeat(500)}`)
  t.throws(() => checkedPolicy({ ...INPUT, ...filter({ field: 'TAG', values }) }), {
    code: 'INVALID_REQUEST',
  })
  t.doesNotThrow(() => checkedPolicy({ ...INPUT, ...filter({ field: 'TAG', values: values.slice(100) }) }))
})

t.test('a policy that names nobody and lists nothing is one', async (t) => {
  t.match(checkedPolicy({ ...INPUT, privileges: [], actors: {} }), { privileges: [], actors: {} })
})
