import fc from 'fast-check'
import t from 'tap'
import { checkedPolicy } from '../../../src/app/access/checked-policy.ts'
import type { PolicyInput } from '../../../src/app/access/policies.ts'
import { readPolicyInfo } from '../../../src/domain/policy/read-policy.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'

const anyText = fc.string({ unit: 'binary', maxLength: 30 })
const orNull = <T>(values: fc.Arbitrary<T>) => fc.option(values)
const mostly = <T>(values: fc.Arbitrary<T>, others: fc.Arbitrary<T>) =>
  fc.oneof({ arbitrary: values, weight: 60 }, { arbitrary: others, weight: 1 })

const urns = (type: string) =>
  orNull(
    fc.array(
      mostly(
        fc.nat(9).map((i) => `urn:li:${type}:${i}`),
        anyText,
      ),
      { maxLength: 4 },
    ),
  )

const criterion = (fields: string[], values: fc.Arbitrary<string>) =>
  fc.record({
    field: mostly(fc.constantFrom(...fields), anyText),
    values: fc.array(mostly(values, anyText), { maxLength: 3 }),
    condition: orNull(mostly(fc.constantFrom('EQUALS', 'STARTS_WITH', 'NOT_EQUALS'), anyText)),
  })

const filter = fc.record({
  criteria: fc.array(
    fc.oneof(
      criterion(['TYPE', 'resource_type'], fc.constantFrom('dataset', 'chart')),
      criterion(
        ['RESOURCE_URN', 'tag', 'GLOSSARY'],
        fc.nat(9).map((i) => `urn:li:tag:${i}`),
      ),
    ),
    { maxLength: 3 },
  ),
})

const input = fc.record({
  type: mostly(fc.constantFrom('METADATA', 'PLATFORM'), anyText),
  name: mostly(fc.constant('name'), anyText),
  state: mostly(fc.constantFrom('ACTIVE', 'INACTIVE', 'DRAFT'), anyText),
  description: orNull(mostly(fc.constant('what it is for'), anyText)),
  privileges: fc.array(
    mostly(
      fc.nat(9).map((i) => `P${i}`),
      anyText,
    ),
    { maxLength: 4 },
  ),
  actors: fc.record({
    users: urns('corpuser'),
    groups: urns('corpGroup'),
    roles: urns('dataHubRole'),
    resourceOwnersTypes: urns('ownershipType'),
    allUsers: orNull(fc.boolean()),
    allGroups: orNull(fc.boolean()),
    resourceOwners: orNull(fc.boolean()),
  }),
  resources: orNull(
    fc.record({
      type: orNull(mostly(fc.constant('dataset'), anyText)),
      resources: orNull(fc.array(mostly(fc.constant('urn:li:dataset:a'), anyText), { maxLength: 3 })),
      allResources: orNull(fc.boolean()),
      filter: orNull(filter),
      privilegeConstraints: orNull(filter),
    }),
  ),
}) as fc.Arbitrary<PolicyInput>

t.test('what is taken is a policy for who reads it again, and all else is INVALID_REQUEST', async (t) => {
  let taken = 0
  let refused = 0
  fc.assert(
    fc.property(input, (policy) => {
      try {
        const info = checkedPolicy(policy)
        taken++
        t.strictSame(readPolicyInfo(JSON.parse(JSON.stringify(info))), info)
        const again = { ...info, name: info.displayName } as unknown as PolicyInput
        t.strictSame(checkedPolicy(again), info, 'and is taken again as it is')
      } catch (error) {
        if (!(error instanceof ServiceError) || error.code !== 'INVALID_REQUEST') throw error
        refused++
      }
    }),
    { numRuns: 1000 },
  )
  t.ok(taken > 100 && refused > 50, `${taken} taken, ${refused} refused`)
})
