import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import defaultPolicies from '../../../db/data/datahub-default-policies.json' with { type: 'json' }
import { readPolicyInfo } from '../../../src/domain/policy/read-policy.ts'
import { arbitraryPolicies } from '../../helpers/arbitrary-policies.ts'

const LEAST = { displayName: 'p', type: 'PLATFORM', state: 'ACTIVE', privileges: ['P'], actors: {} }

const withCriterion = (criterion: unknown) => ({ ...LEAST, resources: { filter: { criteria: [criterion] } } })

t.test("DataHub's own policies are read as they are", async (t) => {
  for (const { urn, info } of defaultPolicies) t.strictSame(readPolicyInfo(info), info, urn)
})

t.test('any policy that is written down is read as it was', async () => {
  fc.assert(
    fc.property(arbitraryPolicies(3), (policies) => {
      for (const { info } of policies) {
        const written = JSON.parse(JSON.stringify(info))
        const read = readPolicyInfo(written)
        if (!isDeepStrictEqual(read, written)) throw new Error(JSON.stringify(read))
      }
    }),
  )
})

t.test('null is absent, and what is not known is left out', async (t) => {
  const nothing = { ...LEAST, description: null, resources: null, editable: null, lastUpdatedTimestamp: null }
  t.strictSame(readPolicyInfo({ ...nothing, later: 1, actors: { users: null, later: [] } }), LEAST)
  t.strictSame(
    readPolicyInfo(withCriterion({ field: 'TYPE', values: ['dataset'], condition: null, later: true })),
    withCriterion({ field: 'TYPE', values: ['dataset'] }),
  )
})

t.test('what is no policy is refused with what is wrong with it', async (t) => {
  const rows: [unknown, string][] = [
    [null, 'the policy is not an object.'],
    ['p', 'the policy is not an object.'],
    [[LEAST], 'the policy is not an object.'],
    [{}, 'the policy has no displayName.'],
    [{ ...LEAST, displayName: undefined }, 'the policy has no displayName.'],
    [{ ...LEAST, type: null }, 'the policy has no type.'],
    [{ ...LEAST, state: null }, 'the policy has no state.'],
    [{ ...LEAST, privileges: null }, 'the policy has no privileges.'],
    [{ ...LEAST, actors: null }, 'the policy has no actors.'],
    [{ ...LEAST, state: 1 }, 'state of the policy is not a string.'],
    [{ ...LEAST, description: {} }, 'description of the policy is not a string.'],
    [{ ...LEAST, editable: 'false' }, 'editable of the policy is not true or false.'],
    [
      { ...LEAST, lastUpdatedTimestamp: 0.5 },
      'lastUpdatedTimestamp of the policy is not a whole number of milliseconds.',
    ],
    [{ ...LEAST, privileges: 'P' }, 'privileges of the policy is not a list of at most 10000 strings.'],
    [{ ...LEAST, privileges: ['P', 1] }, 'privileges of the policy is not a list of at most 10000 strings.'],
    [{ ...LEAST, actors: [] }, 'actors of the policy is not an object.'],
    [
      { ...LEAST, actors: { users: [null] } },
      'users of actors of the policy is not a list of at most 10000 strings.',
    ],
    [{ ...LEAST, actors: { allUsers: 'true' } }, 'allUsers of actors of the policy is not true or false.'],
    [{ ...LEAST, resources: 'all' }, 'resources of the policy is not an object.'],
    [{ ...LEAST, resources: { filter: {} } }, 'filter of resources of the policy has no criteria.'],
    [
      { ...LEAST, resources: { privilegeConstraints: { criteria: {} } } },
      'criteria of privilegeConstraints of resources of the policy is not a list of at most 10000 objects.',
    ],
    [withCriterion(null), 'criteria[0] of filter of resources of the policy is not an object.'],
    [withCriterion({ values: [] }), 'criteria[0] of filter of resources of the policy has no field.'],
    [withCriterion({ field: 'URN' }), 'criteria[0] of filter of resources of the policy has no values.'],
    [
      withCriterion({ field: 'URN', values: [], condition: 1 }),
      'condition of criteria[0] of filter of resources of the policy is not a string.',
    ],
  ]
  for (const [value, fault] of rows) t.equal(readPolicyInfo(value), fault, JSON.stringify(value))
})

t.test('a list has ten thousand values at most', async (t) => {
  const withUsers = (length: number) => ({ ...LEAST, actors: { users: Array(length).fill('u') } })
  t.type(readPolicyInfo(withUsers(10_000)), 'object')
  t.match(readPolicyInfo(withUsers(10_001)), /^users of actors/)
})

t.test('whatever is no policy is refused, and throws nothing', async () => {
  const value = fc.oneof(
    fc.anything(),
    fc.record({
      displayName: fc.string(),
      type: fc.string(),
      state: fc.string(),
      privileges: fc.anything(),
      actors: fc.anything(),
      resources: fc.anything(),
    }),
  )
  fc.assert(
    fc.property(value, (value) => {
      const read = readPolicyInfo(value)
      if (typeof read !== 'string' && !Array.isArray(read.privileges)) throw new Error('no privileges')
    }),
  )
})
