import t from 'tap'
import { authorizedActors } from '../../../src/domain/policy/authorized-actors.ts'
import type { PolicyDocument, PolicyInfo } from '../../../src/domain/policy/policy.ts'
import type { ActorSpec, KnownResource, Owner, ResourceSpec } from '../../../src/domain/policy/question.ts'
import vectors from '../../data/datahub-policy-vectors.json' with { type: 'json' }
import { naiveGranting, naiveMatchingActors, naivePrivileges } from '../../helpers/naive-policies.ts'
import { snapshotOf } from '../../helpers/policies.ts'
import { questionOf } from '../../helpers/policy-questions.ts'

interface Vector {
  name: string
  kind: string
  source: string
  since: string
  policies: PolicyInfo[]
  actor?: ActorSpec & { groupRoles?: Record<string, string[]> }
  resource?: ResourceSpec & {
    owners: string[]
    ownershipAspect: { owner: string; typeUrn?: string | null }[] | null
    domains: string[]
    tags: string[]
    containers: string[]
    groups?: string[]
  }
  subResources?: ResourceSpec[]
  privilege?: string
  expect: unknown
}

const CASES = vectors.cases as Vector[]

const documents = ({ policies }: Vector): PolicyDocument[] =>
  policies.map((info, n) => ({ urn: `urn:li:dataHubPolicy:${n}`, info }))

function actorOf({ actor }: Vector): ActorSpec {
  if (!actor) throw new Error('no actor')
  const { urn, groups, roles, groupRoles = {} } = actor
  return { urn, groups, roles: [...roles, ...groups.flatMap((group) => groupRoles[group] ?? [])] }
}

function owner({ owner, typeUrn }: { owner: string; typeUrn?: string | null }): Owner {
  return { urn: owner, ...(typeUrn && { typeUrn }) }
}

function resourceOf({ resource }: Vector): KnownResource | undefined {
  if (!resource) return undefined
  const { type, urn, owners, ownershipAspect, domains, tags, containers, groups = [] } = resource
  const facts = {
    OWNER: owners,
    ownership: (ownershipAspect ?? []).map(owner),
    DOMAIN: domains,
    TAG: tags,
    CONTAINER: containers,
    GROUP_MEMBERSHIP: groups,
    DATA_PLATFORM_INSTANCE: [],
    GLOSSARY: [],
  }
  return { type, urn, facts }
}

const named = ({ name, source, since }: Vector) => `${source} ${name} (${since})`

// Where v0.13.1 and later ones differ, the cases are the later ones'; of v0.13.1 none is answered otherwise.
t.test("DataHub's answers are those of both evaluators", async (t) => {
  const cases = CASES.filter(({ kind }) => kind === 'evaluate')
  t.ok(cases.length > 50)
  for (const vector of cases) {
    const resource = resourceOf(vector)
    const { privilege = '', subResources } = vector
    const question = questionOf({
      actor: actorOf(vector),
      privilege,
      ...(resource && { resource }),
      ...(subResources && { subResources }),
    })
    const policies = documents(vector)
    t.equal(snapshotOf(policies).grantingPolicy(question) !== undefined, vector.expect, named(vector))
    t.equal(naiveGranting(policies, question), vector.expect, `${named(vector)}, plainly`)
  }
})

t.test('privileges are those that DataHub gives, in its order', async (t) => {
  const cases = CASES.filter(({ kind }) => kind === 'grantedPrivileges')
  t.ok(cases.length > 3)
  for (const vector of cases) {
    const policies = documents(vector)
    const [actor, resource] = [actorOf(vector), resourceOf(vector)]
    t.strictSame(snapshotOf(policies).grantedPrivileges(actor, resource), vector.expect, named(vector))
    t.strictSame(naivePrivileges(policies, actor, resource), vector.expect, `${named(vector)}, plainly`)
  }
})

t.test('a policy names whom it names at DataHub', async (t) => {
  const cases = CASES.filter(({ kind }) => kind === 'matchingActors')
  t.ok(cases.length > 1)
  for (const vector of cases) {
    const [policy] = documents(vector)
    const resource = resourceOf(vector)
    const [privilege] = policy?.info.privileges ?? []
    if (!policy || !privilege) throw new Error('no policy')
    t.strictSame(authorizedActors([policy], privilege, resource), vector.expect, named(vector))
    t.strictSame(naiveMatchingActors(policy.info, resource), vector.expect, `${named(vector)}, plainly`)
  }
})

t.test('no case is left out', async (t) => {
  const kinds = new Set(CASES.map(({ kind }) => kind))
  t.strictSame([...kinds].sort(), ['evaluate', 'grantedPrivileges', 'matchingActors'])
})
