import type { PolicyDocument, PolicyInfo, PolicyMatchCriterion } from '../../src/domain/policy/policy.ts'
import { PolicyActor, type PolicyQuestion, Resource } from '../../src/domain/policy/question.ts'

export interface PolicyWorld {
  actors: PolicyActor[]
  resources: Resource[]
}

const GROUPS = 1_000
const GROUPS_OF_ACTOR = 20
const DOMAINS = 500
const PARENTS = 50
const TAGS = 1_000
const CONTAINERS = 5_000
const TERMS = 1_000
const TYPES = ['dataset', 'chart', 'dashboard', 'dataJob', 'dataFlow', 'container', 'mlModel', 'notebook']
const PRIVILEGES = Array.from({ length: 40 }, (_, i) => `EDIT_SOMETHING_${i}`)
const PRIVILEGES_OF_POLICY = 3
const OWNERSHIP_TYPES = ['technical_owner', 'business_owner', 'data_steward']

/** The same numbers in each run: a linear congruential generator (Numerical Recipes). */
function seeded(seed: number): (below: number) => number {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Names, each one string for all that have it, as a cache of facts would keep them. */
function names(count: number, name: (i: number) => string): (i: number) => string {
  // A text put together is kept in parts until somebody reads it.
  const all = JSON.parse(JSON.stringify(Array.from({ length: count }, (_, i) => name(i)))) as string[]
  return (i) => one(all, i)
}

const one = <T>(of: readonly T[], at: number): T => of[at % of.length] as T
const group = names(GROUPS, (i) => `urn:li:corpGroup:group-${i}`)
const user = names(10_000, (i) => `urn:li:corpuser:user-${i}`)
const domain = names(DOMAINS, (i) => `urn:li:domain:domain-${i}`)
const parent = names(PARENTS, (i) => `urn:li:domain:parent-${i}`)
const tag = names(TAGS, (i) => `urn:li:tag:tag-${i}`)
const container = names(CONTAINERS, (i) => `urn:li:container:container-${i}`)
const term = names(TERMS, (i) => `urn:li:glossaryTerm:term-${i}`)
const instance = names(20, (i) => `urn:li:dataPlatformInstance:instance-${i}`)
const ownershipType = names(3, (i) => `urn:li:ownershipType:__system__${OWNERSHIP_TYPES[i]}`)
const schema = names(200, (i) => `urn:li:dataset:(urn:li:dataPlatform:hive,schema-${i}.`)
const dataset = names(
  100_000,
  (i) => `urn:li:dataset:(urn:li:dataPlatform:hive,schema-${i % 200}.table-${i},PROD)`,
)

/** Some of them, each once. */
function some(count: number, make: (below: (n: number) => number) => string, below: (n: number) => number) {
  const found = new Set<string>()
  for (let tries = 0; tries < count * 4 && found.size < count; tries++) found.add(make(below))
  return [...found]
}

/** 10,000 actors in 20 of 1,000 groups each, and 100,000 resources with all facts at hand. */
export function makePolicyWorld(actors = 10_000, resources = 100_000): PolicyWorld {
  const below = seeded(4)
  return {
    actors: Array.from({ length: actors }, (_, i) => makeActor(i, below)),
    resources: Array.from({ length: resources }, (_, i) => makeResource(i, below)),
  }
}

function makeActor(i: number, below: (n: number) => number): PolicyActor {
  return new PolicyActor({
    urn: user(i),
    groups: some(GROUPS_OF_ACTOR, () => group(below(GROUPS)), below),
    roles: i % 10 === 0 ? [`urn:li:dataHubRole:role-${i % 30}`] : [],
  })
}

function makeResource(i: number, below: (n: number) => number): Resource {
  const at = below(DOMAINS)
  const inside = below(CONTAINERS)
  const ownership = [
    { urn: user(below(10_000)), typeUrn: ownershipType(below(3)) },
    { urn: group(below(GROUPS)) },
  ].slice(0, 1 + below(2))
  return new Resource({
    // Half of everything is datasets.
    type: below(2) === 0 ? 'dataset' : one(TYPES, below(TYPES.length)),
    urn: dataset(i),
    facts: {
      OWNER: ownership.map(({ urn }) => urn),
      ownership,
      DOMAIN: [domain(at), parent(at)],
      GROUP_MEMBERSHIP: [],
      DATA_PLATFORM_INSTANCE: [instance(below(20))],
      TAG: some(below(4), () => tag(below(TAGS)), below),
      CONTAINER: [container(inside), container(inside % 100)],
      GLOSSARY: some(below(3), () => term(below(TERMS)), below),
    },
  })
}

/** Questions, none twice: any actor, privilege and resource. */
export function makeQuestions({ actors, resources }: PolicyWorld, count: number): PolicyQuestion[] {
  const below = seeded(44)
  const asked = new Set<number>()
  const questions: PolicyQuestion[] = []
  while (questions.length < count) {
    const [a, p, r] = [below(actors.length), below(PRIVILEGES.length), below(resources.length)]
    const key = (a * PRIVILEGES.length + p) * resources.length + r
    if (asked.has(key)) continue
    asked.add(key)
    questions.push({ actor: one(actors, a), privilege: one(PRIVILEGES, p), resource: one(resources, r) })
  }
  return questions
}

/**
 * As many policies of the kinds that catalogs have; fewer are each for more people and more things, so that about the same
 * share of questions is allowed.
 */
export function makePolicies(count: number): PolicyDocument[] {
  const below = seeded(444)
  const breadth = count >= 10_000 ? { groups: 2, values: 2 } : { groups: 80, values: 80 }
  return Array.from({ length: count }, (_, i) => ({
    urn: `urn:li:dataHubPolicy:policy-${i}`,
    info: {
      displayName: `Policy ${i}`,
      type: 'METADATA',
      state: 'ACTIVE',
      privileges: some(PRIVILEGES_OF_POLICY, () => one(PRIVILEGES, below(PRIVILEGES.length)), below),
      actors: { groups: some(breadth.groups, () => group(below(GROUPS)), below) },
      ...kindOf(i, below, breadth.values),
    },
  }))
}

/** In twenty: ten by domain, three by tag, two each by container and type, one each by glossary, beginning and ownership. */
function kindOf(
  i: number,
  below: (n: number) => number,
  values: number,
): Pick<PolicyInfo, 'resources'> & Partial<PolicyInfo> {
  const by = (field: string, make: () => string, count = values): PolicyMatchCriterion => ({
    field,
    values: some(count, make, below),
    condition: 'EQUALS',
  })
  const type = by('TYPE', () => (below(2) === 0 ? 'dataset' : one(TYPES, below(TYPES.length))), 2)
  const about = (...criteria: PolicyMatchCriterion[]) => ({ resources: { filter: { criteria } } })
  const kind = i % 20
  if (kind < 10)
    return about(
      type,
      by('DOMAIN', () => domain(below(DOMAINS))),
    )
  if (kind < 13)
    return about(
      type,
      by('TAG', () => tag(below(TAGS))),
    )
  if (kind < 15) return about(by('CONTAINER', () => container(below(CONTAINERS))))
  if (kind < 17) return about(by('TYPE', () => one(TYPES, below(TYPES.length)), 1))
  if (kind === 17)
    return about(
      type,
      by('GLOSSARY', () => term(below(TERMS))),
    )
  if (kind === 18) {
    return about({ ...by('URN', () => schema(below(200))), condition: 'STARTS_WITH' })
  }
  return { ...about(type), actors: { resourceOwners: true, resourceOwnersTypes: [ownershipType(below(3))] } }
}
