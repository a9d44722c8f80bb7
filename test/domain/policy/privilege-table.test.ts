import t from 'tap'
import defaultPolicies from '../../../db/data/datahub-default-policies.json' with { type: 'json' }
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import {
  KNOWN_PRIVILEGES,
  platformPrivileges,
  resourcePrivileges,
} from '../../../src/domain/policy/privilege-table.ts'
import { PolicyActor, type PolicyQuestion, Resource } from '../../../src/domain/policy/question.ts'
import { PRIVILEGES } from '../../../src/domain/privilege.ts'
import { naiveGranting } from '../../helpers/naive-policies.ts'
import { snapshotOf } from '../../helpers/policies.ts'

const ids = KNOWN_PRIVILEGES.map(({ type }) => type)
const ANN = new PolicyActor({ urn: 'urn:li:corpuser:ann', groups: [], roles: [] })
const BOB = new PolicyActor({ ...ANN, urn: 'urn:li:corpuser:bob' })

const onType = (type: string) => new Resource({ type, urn: `urn:li:${type}:a` })

/** For Ann alone; on one type of resource where one is given. */
function policyFor(privilege: string, kind: string, type?: string): PolicyDocument {
  const resources = type && { filter: { criteria: [{ field: 'TYPE', values: [type] }] } }
  const info = {
    displayName: privilege,
    type: kind,
    state: 'ACTIVE',
    privileges: [privilege],
    actors: { users: [ANN.urn] },
    ...(resources && { resources }),
  }
  return { urn: `urn:li:dataHubPolicy:${privilege}:${type}`, info }
}

t.test('every privilege is granted to whom it is given, where it is given, and else denied', async (t) => {
  const policies = KNOWN_PRIVILEGES.flatMap(({ type: id, kind, resourceTypes }) =>
    kind === 'METADATA' && resourceTypes.length > 0
      ? resourceTypes.map((type) => policyFor(id, kind, type))
      : [policyFor(id, kind)],
  )
  const snapshot = snapshotOf(policies)
  const answers = (question: PolicyQuestion, expected: boolean, name: string) => {
    t.equal(snapshot.grantingPolicy(question) !== undefined, expected, name)
    t.equal(naiveGranting(policies, question), expected, `${name}, plainly`)
  }
  for (const { type: privilege, resourceTypes } of KNOWN_PRIVILEGES) {
    const everywhere = resourceTypes.length === 0
    answers({ actor: ANN, privilege }, everywhere, `${privilege} without a resource`)
    answers({ actor: BOB, privilege }, false, `${privilege} of another`)
    const other = { actor: ANN, privilege, resource: onType('noSuchType') }
    answers(other, everywhere, `${privilege} on another type`)
    for (const type of resourceTypes) {
      const resource = onType(type)
      answers({ actor: ANN, privilege, resource }, true, `${privilege} on ${type}`)
      answers({ actor: BOB, privilege, resource }, false, `${privilege} on ${type} of another`)
    }
  }
})

t.test('a privilege is in the table once, with words', async (t) => {
  t.equal(new Set(ids).size, ids.length)
  for (const { type, displayName, description, resourceTypes } of KNOWN_PRIVILEGES) {
    t.match(type, /^[A-Z_]+$/)
    t.ok(displayName && description, type)
    t.equal(new Set(resourceTypes).size, resourceTypes.length, `${type} names each type once`)
  }
})

t.test('v0.13.1 has 19 platform privileges and 33 of resources that it offers', async (t) => {
  const old = KNOWN_PRIVILEGES.filter(({ since }) => since === undefined)
  const offered = new Set(platformPrivileges().map(({ type }) => type))
  t.equal(old.filter(({ type }) => offered.has(type)).length, 19)
  t.equal(old.filter(({ resourceTypes }) => resourceTypes.length > 0).length, 33)
  t.equal(old.length, 19 + 33 + 14, 'and 14 that it does not offer')
})

t.test('what we ask for is in the table, by the same names', async (t) => {
  for (const [id, displayName] of Object.entries(PRIVILEGES)) {
    const [found] = KNOWN_PRIVILEGES.filter(({ type }) => type === id)
    t.match(found, { displayName, kind: 'PLATFORM' }, id)
  }
})

t.test(
  "DataHub's default policies give what is in the table, but for one id that does not exist",
  async (t) => {
    const given = new Set(defaultPolicies.flatMap(({ info }) => info.privileges))
    t.strictSame(
      [...given].filter((id) => !ids.includes(id)),
      ['CREATE_ER_MODEL_RELATIONSHIP_PRIVILEGE'],
    )
  },
)

t.test('resources offer what is listed for their type, and all types all of it', async (t) => {
  const offers = resourcePrivileges()
  const all = offers.at(-1)
  t.match(all, { resourceType: 'all', resourceTypeDisplayName: 'All Types', entityType: null })
  const listed = KNOWN_PRIVILEGES.filter(({ resourceTypes }) => resourceTypes.length > 0)
  t.strictSame(
    all?.privileges.map(({ type }) => type),
    listed.map(({ type }) => type),
  )
  for (const { resourceType, entityType, privileges } of offers.slice(0, -1)) {
    t.match(entityType, /^[A-Z_]+$/, resourceType)
    const expected = listed.filter(({ resourceTypes }) => resourceTypes.includes(resourceType))
    t.strictSame(
      privileges.map(({ type }) => type),
      expected.map(({ type }) => type),
      resourceType,
    )
  }
})
