import t from 'tap'
import { makeAuthorize } from '../../../src/app/access/authorize.ts'
import { makePolicySnapshots } from '../../../src/app/access/policy-snapshots.ts'
import type { ResourceFactsSource } from '../../../src/app/ports/policies.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import { authorizedActors } from '../../../src/domain/policy/authorized-actors.ts'
import type { PolicyDocument } from '../../../src/domain/policy/policy.ts'
import {
  FACT_FIELDS,
  type FactField,
  type KnownResource,
  type Owner,
  type ResourceFacts,
  type ResourceSpec,
} from '../../../src/domain/policy/question.ts'
import vectors from '../../data/datahub-authorizer-vectors.json' with { type: 'json' }
import { factsOf } from '../../helpers/arbitrary-policies.ts'
import { naiveAuthorize, naiveMatchingActors } from '../../helpers/naive-policies.ts'
import { snapshotOf } from '../../helpers/policies.ts'

interface Aspects {
  ownership?: { owners: { owner: string }[] }
  domains?: { domains: string[] }
  domainProperties?: { parentDomain?: string }
  container?: { container: string }
  roleMembership?: { roles: string[] }
  groupMembership?: { groups: string[] }
}

interface Fixture {
  policies: PolicyDocument[]
  entities: Record<string, Aspects>
}

interface Vector {
  name: string
  kind: string
  since?: string
  fixture: string
  mode?: string
  without?: string
  actor?: string
  privilege: string
  resource: ResourceSpec
  expect: unknown
}

const CASES = vectors.cases as Vector[]
const FIXTURES = vectors.fixtures as Record<string, Fixture>
const SYSTEM = 'urn:li:corpuser:__datahub_system'

function fixtureOf({ fixture }: Vector): Fixture {
  const found = FIXTURES[fixture]
  if (!found) throw new Error(`no fixture ${fixture}`)
  return found
}

function actorOf(urn: string, { entities }: Fixture): Actor {
  const groups = entities[urn]?.groupMembership?.groups ?? []
  const roles = [urn, ...groups].flatMap((holder) => entities[holder]?.roleMembership?.roles ?? [])
  return { urn, kind: 'USER', status: 'ACTIVE', groups, roles, sessionsSince: 0 }
}

/** With all that is above, as the facts of a resource have it. */
function upwards(urns: readonly string[], parentOf: (urn: string) => string | undefined): string[] {
  return urns.flatMap((urn) => {
    const parent = parentOf(urn)
    return parent ? [urn, ...upwards([parent], parentOf)] : [urn]
  })
}

function allFacts(urn: string, { entities }: Fixture): ResourceFacts {
  const aspects = entities[urn] ?? entities['*'] ?? {}
  const ownership: Owner[] = (aspects.ownership?.owners ?? []).map(({ owner }) => ({ urn: owner }))
  const { container } = aspects.container ?? {}
  return {
    ...Object.fromEntries(FACT_FIELDS.map((field) => [field, []])),
    ownership,
    OWNER: ownership.map(({ urn }) => urn),
    DOMAIN: upwards(aspects.domains?.domains ?? [], (urn) => entities[urn]?.domainProperties?.parentDomain),
    CONTAINER: upwards(container ? [container] : [], (urn) => entities[urn]?.container?.container),
  }
}

/** Gives what it is asked for, and keeps what that was. */
function factsFrom(fixture: Fixture): ResourceFactsSource & { asked: FactField[] } {
  const asked: FactField[] = []
  return {
    asked,
    factsOf: async ({ urn }, fields) => {
      asked.push(...fields)
      return factsOf(allFacts(urn, fixture), fields)
    },
  }
}

/** What `authorize` says, as it would be asked; a policy that is gone is gone by a reload. */
async function answer(vector: Vector): Promise<{ allowed: boolean; asked: FactField[] }> {
  const fixture = fixtureOf(vector)
  let policies = fixture.policies
  const held = makePolicySnapshots({
    source: { load: async () => ({ policies, unreadable: [] }) },
    compile: async (policies) => snapshotOf(policies),
    failed: () => undefined,
    recovered: () => undefined,
    unreadable: () => undefined,
  })
  await held.reload()
  if (vector.without) {
    policies = policies.filter(({ urn }) => urn !== vector.without)
    await held.reload()
  }
  const facts = factsFrom(fixture)
  const authorize = makeAuthorize({
    policies: held,
    actors: { find: (urn) => actorOf(urn, fixture) },
    facts,
    settings: { policiesEnabled: vector.mode !== 'ALLOW_ALL', systemActorUrn: SYSTEM },
  })
  const { allowed } = await authorize(vector.actor ?? '', vector.privilege, vector.resource)
  return { allowed, asked: facts.asked }
}

function plainAnswer(vector: Vector): boolean {
  if (vector.actor === SYSTEM || vector.mode === 'ALLOW_ALL') return true
  const fixture = fixtureOf(vector)
  const policies = fixture.policies.filter(({ urn }) => urn !== vector.without)
  const resource = { ...vector.resource, facts: allFacts(vector.resource.urn, fixture) }
  return naiveAuthorize(policies, {
    actor: actorOf(vector.actor ?? '', fixture),
    privilege: vector.privilege,
    resource,
  })
}

t.test("DataHub's authorizer and ours allow the same", async (t) => {
  const cases = CASES.filter(({ kind }) => kind === 'authorize')
  t.ok(cases.length > 20)
  for (const vector of cases) {
    const name = `${vector.name} (${vector.since ?? 'v0.13.1'})`
    t.equal((await answer(vector)).allowed, vector.expect === 'ALLOW', name)
    t.equal(plainAnswer(vector), vector.expect === 'ALLOW', `${name}, plainly`)
  }
})

t.test('facts are asked for only where a policy for this actor and privilege turns on them', async (t) => {
  const newer = CASES.filter(({ since }) => since === 'newer')
  const asked = (test: string) => {
    const vector = newer.find(({ name }) => name === test)
    if (!vector) throw new Error(`no ${test}`)
    return answer(vector)
  }
  t.strictSame(await asked('testAuthorizationOnDomainWithPrivilegeIsAllowed'), {
    allowed: true,
    asked: ['DOMAIN'],
  })
  for (const refused of [
    'testAuthorizationOnDomainWithoutPrivilegeMatchIsDenied',
    'testAuthorizationOnDomainWithoutUserMatchIsDenied',
    'testAuthorizationOnContainerWithoutPrivilegeMatchIsDenied',
    'testAuthorizationOnContainerWithoutUserMatchIsDenied',
  ])
    t.strictSame(await asked(refused), { allowed: false, asked: [] }, refused)
})

t.test('who may use a privilege is whom DataHub names', async (t) => {
  const cases = CASES.filter(({ kind }) => kind === 'authorizedActors')
  t.ok(cases.length > 1)
  for (const vector of cases) {
    const fixture = fixtureOf(vector)
    const resource: KnownResource = { ...vector.resource, facts: allFacts(vector.resource.urn, fixture) }
    const expected = { roles: [], ...(vector.expect as object) }
    t.same(authorizedActors(fixture.policies, vector.privilege, resource), expected, vector.name)
    const [policy] = fixture.policies.filter(({ info }) => info.privileges.includes(vector.privilege))
    t.same(policy && naiveMatchingActors(policy.info, resource), expected, `${vector.name}, plainly`)
  }
})

t.test('everybody may see, edit and delete themselves, and no one else', async (t) => {
  const ann = 'urn:li:corpuser:ann'
  const rows: [string, string, boolean][] = [
    ['VIEW_ENTITY_PAGE', ann, true],
    ['GET_ENTITY_PRIVILEGE', ann, true],
    ['EDIT_ENTITY', ann, true],
    ['DELETE_ENTITY', ann, true],
    ['EDIT_USER_PROFILE', ann, false],
    ['MANAGE_USERS_AND_GROUPS', ann, false],
    ['EDIT_ENTITY', 'urn:li:corpuser:anna', false],
    ['VIEW_ENTITY_PAGE', '', false],
  ]
  for (const [privilege, urn, allowed] of rows) {
    const vector: Vector = {
      name: privilege,
      kind: 'authorize',
      fixture: 'DataHubAuthorizerTest-newer',
      actor: ann,
      privilege,
      resource: { type: 'corpuser', urn },
      expect: allowed,
    }
    t.equal((await answer(vector)).allowed, allowed, `${privilege} on ${urn}`)
    t.equal(plainAnswer(vector), allowed, `${privilege} on ${urn}, plainly`)
  }
})
