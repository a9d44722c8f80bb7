import t from 'tap'
import type { PolicyInput } from '../../../src/app/access/policies.ts'
import { updatedInfo } from '../../../src/app/access/policy-change.ts'
import type { PolicyInfo } from '../../../src/domain/policy/policy.ts'

const INPUT: PolicyInput = {
  type: 'METADATA',
  name: 'Taggers',
  state: 'ACTIVE',
  privileges: ['EDIT_ENTITY_TAGS'],
  actors: { allUsers: true },
}

const BEFORE: PolicyInfo = {
  displayName: 'Taggers',
  description: '',
  type: 'METADATA',
  state: 'ACTIVE',
  privileges: ['EDIT_ENTITY_TAGS'],
  actors: { allUsers: true },
}

/** About 150 kB. */
const criteria = (tag: string) => ({
  criteria: Array.from({ length: 50 }, (_, i) => ({
    field: 'TAG',
    values: Array.from({ length: 100 }, (_, j) => `urn:li:tag:${tag}${i}-${j}-${'x'.repeat(10)}`),
  })),
})

const roles = Array.from({ length: 1000 }, (_, i) => `urn:li:dataHubRole:${i}${'x'.repeat(100)}`)

t.test('what an update keeps counts for the size of the policy, and the refusal names it', (t) => {
  const constrained = { ...BEFORE, resources: { privilegeConstraints: criteria('a') } }
  const filtered: PolicyInput = { ...INPUT, resources: { filter: criteria('b') } }
  t.throws(() => updatedInfo(constrained, filtered), {
    code: 'INVALID_REQUEST',
    detail: /256 kB as JSON together with resources.privilegeConstraints as before/,
  })
  const sent = { ...filtered, resources: { ...filtered.resources, privilegeConstraints: null } }
  t.doesNotThrow(() => updatedInfo(constrained, sent))
  const larger = { ...constrained, resources: { ...constrained.resources, filter: criteria('b') } }
  const off: PolicyInput = { ...filtered, state: 'INACTIVE' }
  t.equal(updatedInfo(larger, off).state, 'INACTIVE', 'one that is larger already can be switched off')
  t.doesNotThrow(() => updatedInfo(constrained, { ...INPUT, resources: {} }))

  const held = { ...BEFORE, actors: { roles } }
  t.throws(() => updatedInfo(held, filtered), {
    code: 'INVALID_REQUEST',
    detail: /with actors.roles as before/,
  })
  t.doesNotThrow(() => updatedInfo(held, { ...filtered, actors: { roles: [] } }))
  t.throws(() => updatedInfo({ ...constrained, ...held }, filtered), {
    code: 'INVALID_REQUEST',
    detail: /with actors.roles and resources.privilegeConstraints as before/,
  })
  t.end()
})

t.test('an update keeps what it leaves out, and nothing that it says otherwise', (t) => {
  const before: PolicyInfo = {
    ...BEFORE,
    editable: true,
    actors: { roles: ['urn:li:dataHubRole:Admin'] },
    resources: { privilegeConstraints: { criteria: [] } },
  }
  t.match(updatedInfo(before, { ...INPUT, resources: {} }), {
    editable: true,
    actors: { allUsers: true, roles: ['urn:li:dataHubRole:Admin'] },
    resources: { privilegeConstraints: { criteria: [] } },
  })
  const said = updatedInfo(before, {
    ...INPUT,
    actors: { roles: [] },
    resources: { privilegeConstraints: null },
  })
  t.strictSame([said.actors.roles, said.resources], [[], {}])
  t.notOk('resources' in updatedInfo(before, INPUT))
  t.end()
})
