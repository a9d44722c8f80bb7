import fc from 'fast-check'
import type {
  PolicyActors,
  PolicyDocument,
  PolicyMatchCriterion,
  PolicyResources,
} from '../../src/domain/policy/policy.ts'
import type {
  FactField,
  KnownResource,
  Owner,
  PolicyQuestion,
  ResourceFacts,
  ResourceSpec,
} from '../../src/domain/policy/question.ts'
import { FACT_FIELDS } from '../../src/domain/policy/question.ts'
import { WILDCARD } from './naive-policies.ts'
import { questionOf } from './policy-questions.ts'

// Few names of each kind, so that policies and questions meet often; some are the start of another.
const USERS = ['urn:li:corpuser:a', 'urn:li:corpuser:b', 'urn:li:corpuser:ab']
const GROUPS = ['urn:li:corpGroup:a', 'urn:li:corpGroup:b']
const ROLES = ['urn:li:dataHubRole:a', 'urn:li:dataHubRole:b']
const OWNER_TYPES = ['urn:li:ownershipType:a', 'urn:li:ownershipType:b']
const TYPES = ['dataset', 'datasets', 'chart']
const URNS = ['urn:li:dataset:a', 'urn:li:dataset:ab', 'urn:li:dataset:b']
const VALUES = ['urn:li:x:a', 'urn:li:x:ab', 'urn:li:x:b']
const PRIVILEGES = ['READ', 'WRITE', 'READ_ALL']

/** What the facts of a resource may be besides those that are known. */
export interface ResourceCase {
  resource: KnownResource
  complete: ResourceFacts
}

export interface QuestionCase {
  question: PolicyQuestion
  complete: ResourceFacts
}

const some = <T>(values: readonly T[], maxLength = 2) =>
  fc.array(fc.constantFrom(...values), { maxLength, size: 'max' })
const maybe = <T>(value: fc.Arbitrary<T>, nil?: undefined) => fc.option(value, { nil, freq: 2 })
/** Four times in five the first. */
const mostly = <T>(usual: T, others: readonly T[]) =>
  fc.oneof({ weight: 4, arbitrary: fc.constant(usual) }, { weight: 1, arbitrary: fc.constantFrom(...others) })
/** True once in so many times. */
const seldom = (times: number) => fc.nat({ max: times - 1 }).map((n) => n === 0)

const fieldName = fc.oneof(
  {
    weight: 12,
    arbitrary: fc.constantFrom(
      'TYPE',
      'RESOURCE_TYPE',
      'URN',
      'RESOURCE_URN',
      ...FACT_FIELDS,
      ...FACT_FIELDS,
    ),
  },
  { weight: 3, arbitrary: fc.constantFrom('type', 'Resource_Type', 'urn', 'resource_urn', 'Domain', 'tag') },
  { weight: 1, arbitrary: fc.constantFrom('FOO', '', 'toString', '__proto__', 'constructor', 'ownership') },
)
const condition = fc.oneof(
  { weight: 15, arbitrary: fc.constantFrom(undefined, 'EQUALS', 'STARTS_WITH', 'NOT_EQUALS') },
  { weight: 1, arbitrary: fc.constantFrom('equals', 'CONTAINS', '', 'toString') },
)

function valuesFor(field: string): readonly string[] {
  const name = field.toUpperCase()
  if (name.endsWith('TYPE')) return [...TYPES, 'data']
  if (name.endsWith('URN')) return [...URNS, 'urn:li:', '']
  return name === 'OWNER' ? [...USERS, ...GROUPS, 'urn:li:corpuser:'] : [...VALUES, 'urn:li:x:', '']
}

const criterion: fc.Arbitrary<PolicyMatchCriterion> = fc
  .tuple(fieldName, condition)
  .chain(([field, condition]) =>
    some(valuesFor(field), 3).map((values) => ({
      field,
      values,
      ...(condition !== undefined && { condition }),
    })),
  )

const filter = fc.record({ criteria: fc.array(criterion, { maxLength: 2, size: 'max' }) })

const subCriterion: fc.Arbitrary<PolicyMatchCriterion> = fc.record({
  field: fc.constantFrom('URN', 'urn', 'TYPE', 'RESOURCE_URN', 'TAG'),
  values: some(['urn:li:tag:a', 'urn:li:tag:b', 'urn:li:tag:', 'tag'], 2),
  condition: fc.constantFrom('EQUALS', 'STARTS_WITH', 'NOT_EQUALS'),
})

const resources: fc.Arbitrary<PolicyResources> = fc
  .record({
    type: maybe(fc.constantFrom(...TYPES)),
    resources: maybe(some([...URNS, ''], 2)),
    allResources: maybe(fc.boolean()),
    filter: fc.option(filter, { nil: undefined, freq: 4 }),
    privilegeConstraints: fc.option(
      fc.record({ criteria: fc.array(subCriterion, { maxLength: 2, size: 'max' }) }),
      { nil: undefined, freq: 2 },
    ),
  })
  .map(withoutAbsent)

const actors: fc.Arbitrary<PolicyActors> = fc
  .record({
    users: maybe(some(USERS, 2)),
    groups: maybe(some(GROUPS, 2)),
    roles: maybe(some(ROLES, 2)),
    allUsers: maybe(seldom(2)),
    allGroups: maybe(seldom(3)),
    resourceOwners: maybe(fc.boolean()),
    resourceOwnersTypes: maybe(some(OWNER_TYPES, 1)),
  })
  .map(withoutAbsent)

const info = fc
  .record({
    displayName: fc.constant('a policy'),
    type: mostly('METADATA', ['PLATFORM', 'platform']),
    state: mostly('ACTIVE', ['INACTIVE', 'inactive', 'DRAFT']),
    privileges: some(PRIVILEGES, 4),
    actors,
    resources: fc.option(resources, { nil: undefined, freq: 9 }),
  })
  .map(withoutAbsent)

/** Wants one thing of the resource, so that this one often decides. */
const simpleInfo = fc.record({
  displayName: fc.constant('a simple policy'),
  type: fc.constant('METADATA'),
  state: fc.constant('ACTIVE'),
  privileges: fc.constantFrom(...PRIVILEGES).map((privilege) => [privilege]),
  actors: fc.constantFrom<PolicyActors>({ allUsers: true }, { resourceOwners: true }, { roles: ROLES }),
  resources: criterion.map((one) => ({ filter: { criteria: [one] } })),
})

/** Up to so many policies. */
export function arbitraryPolicies(maxLength: number): fc.Arbitrary<PolicyDocument[]> {
  return fc
    .array(fc.oneof(info, simpleInfo), { maxLength, size: 'max' })
    .map((infos) => infos.map((info, n) => ({ urn: `urn:li:dataHubPolicy:${n}`, info })))
}

const actor = fc.record({
  urn: fc.constantFrom(...USERS),
  groups: fc.subarray(GROUPS),
  roles: fc.subarray(ROLES),
})

const owner: fc.Arbitrary<Owner> = fc
  .record({ urn: fc.constantFrom(...USERS, ...GROUPS), typeUrn: maybe(fc.constantFrom(...OWNER_TYPES)) })
  .map(withoutAbsent)

const completeFacts: fc.Arbitrary<ResourceFacts> = fc
  .record({
    ownership: fc.array(owner, { maxLength: 2, size: 'max' }),
    DOMAIN: some(VALUES),
    GROUP_MEMBERSHIP: some(VALUES),
    DATA_PLATFORM_INSTANCE: some(VALUES, 1),
    TAG: some(VALUES),
    CONTAINER: some(VALUES),
    GLOSSARY: some(VALUES),
  })
  .map((facts) => ({ ...facts, OWNER: facts.ownership.map(({ urn }) => urn) }))

const resource: fc.Arbitrary<ResourceCase> = fc
  .record({
    type: fc.constantFrom(...TYPES),
    urn: fc.constantFrom('', ...URNS, ...URNS, ...URNS),
    complete: completeFacts,
    // Most often all of it is known.
    known: fc.oneof(fc.constant([...FACT_FIELDS]), fc.subarray([...FACT_FIELDS])),
    bare: seldom(8),
  })
  .map(({ type, urn, complete, known, bare }) => ({
    resource: bare ? { type, urn } : { type, urn, facts: factsOf(complete, known) },
    complete,
  }))

const subResources: fc.Arbitrary<ResourceSpec[]> = fc.array(
  fc.record({
    type: fc.constantFrom('tag', 'ownershipType'),
    urn: fc.constantFrom('urn:li:tag:a', 'urn:li:tag:b', 'urn:li:tag:ab', '', WILDCARD),
  }),
  { maxLength: 2, size: 'max' },
)

/** A question, with what else might be known of its resource. */
export const arbitraryQuestion: fc.Arbitrary<QuestionCase> = fc
  .record({
    actor,
    privilege: fc.oneof(
      { weight: 20, arbitrary: fc.constantFrom(...PRIVILEGES) },
      { weight: 1, arbitrary: fc.constantFrom('read', 'toString', '') },
    ),
    resource: fc.option(resource, { nil: undefined, freq: 8 }),
    subResources: maybe(subResources),
  })
  .map(({ actor, privilege, resource, subResources }) => ({
    question: questionOf(withoutAbsent({ actor, privilege, resource: resource?.resource, subResources })),
    complete: resource?.complete ?? {},
  }))

/** Of these facts those fields; owners with their types come with OWNER. */
export function factsOf(complete: ResourceFacts, fields: readonly FactField[]): ResourceFacts {
  const facts: Partial<Record<FactField, readonly string[]>> & { ownership?: readonly Owner[] } = {}
  for (const field of fields) {
    const values = complete[field]
    if (values !== undefined) facts[field] = values
    if (field === 'OWNER' && complete.ownership) facts.ownership = complete.ownership
  }
  return facts
}

type Present<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>
}

function withoutAbsent<T extends object>(value: T): Present<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Present<T>
}
