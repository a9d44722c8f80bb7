import type {
  PolicyDocument,
  PolicyInfo,
  PolicyMatchCriterion,
  PolicyResources,
} from '../../src/domain/policy/policy.ts'
import type { PolicyQuestion, ResourceFacts } from '../../src/domain/policy/question.ts'
import { FACT_FIELDS, Resource } from '../../src/domain/policy/question.ts'
import { factsOf } from './arbitrary-policies.ts'
import { WILDCARD } from './naive-policies.ts'

/** One part of a policy or of a question made otherwise: where the answer becomes another, that part decided. */
export interface Change<T> {
  part: string
  changed: T
}

const FIELDS = ['TYPE', 'URN', ...FACT_FIELDS]
const CONDITIONS = ['EQUALS', 'STARTS_WITH', 'NOT_EQUALS']

/** The parts that must each have decided. */
export const PARTS: readonly string[] = [
  ...FIELDS.flatMap((field) =>
    CONDITIONS.flatMap((condition) => [`${field} ${condition} held`, `${field} ${condition} failed`]),
  ),
  ...['older name', 'other case', 'no condition', 'no values'].map((what) => `criterion with ${what}`),
  ...['unknown field', 'unknown condition'].map((what) => `criterion with ${what} failed`),
  ...['users', 'groups', 'roles', 'allUsers', 'allGroups', 'resourceOwners'].map((part) => `actors.${part}`),
  ...['some', 'none'].map((what) => `actors.resourceOwnersTypes: ${what}`),
  ...['type', 'resources with type', 'allResources', 'resources without type', 'none of the three'],
  ...['filter instead of older fields', 'resources without a resource', 'resources'],
  ...['PLATFORM', 'platform', 'METADATA'].map((type) => `type ${type}`),
  ...['ACTIVE', 'INACTIVE', 'inactive', 'DRAFT'].map((state) => `state ${state}`),
  ...['privilegeConstraints held', 'privilegeConstraints failed', 'privilegeConstraints of PLATFORM'],
  ...['privileges', 'subResources', 'wildcard', 'type alone'],
  ...FACT_FIELDS.map((field) => `unknown ${field}`),
]

const NEVER: PolicyMatchCriterion = { field: 'TYPE', values: [] }

/** A question with one thing in it made otherwise. */
export function* changesOfQuestion(
  question: PolicyQuestion,
  complete: ResourceFacts,
): Generator<Change<PolicyQuestion>> {
  const { resource, subResources, ...bare } = question
  const rest = subResources ? { ...bare, subResources } : bare
  if (resource) {
    for (const field of FACT_FIELDS)
      if (resource.facts?.[field] === undefined) {
        const facts = { ...resource.facts, ...factsOf(complete, [field]) }
        yield {
          part: `unknown ${field}`,
          changed: { ...rest, resource: new Resource({ ...resource, facts }) },
        }
      }
    if (resource.urn === '')
      yield {
        part: 'type alone',
        changed: { ...rest, resource: new Resource({ ...resource, urn: 'urn:li:dataset:a' }) },
      }
  }
  if (subResources?.length) {
    const asked = resource ? { ...bare, resource } : bare
    yield { part: 'subResources', changed: asked }
    const named = subResources.map((one) => (one.urn === WILDCARD ? { ...one, urn: 'urn:li:x' } : one))
    yield { part: 'wildcard', changed: { ...asked, subResources: named } }
  }
}

/** These policies with one part of one of them made otherwise. */
export function* changesOfPolicies(policies: readonly PolicyDocument[]): Generator<Change<PolicyDocument[]>> {
  for (const [n, { urn, info }] of policies.entries())
    for (const { part, changed } of changesOfInfo(info))
      yield { part, changed: policies.with(n, { urn, info: changed }) }
}

function* changesOfInfo(info: PolicyInfo): Generator<Change<PolicyInfo>> {
  yield {
    part: `state ${info.state}`,
    changed: { ...info, state: info.state === 'INACTIVE' ? 'ACTIVE' : 'INACTIVE' },
  }
  yield { part: 'privileges', changed: { ...info, privileges: [] } }
  const type = info.type === 'PLATFORM' ? 'METADATA' : 'PLATFORM'
  yield { part: `type ${info.type}`, changed: { ...info, type } }
  yield* changesOfActors(info)
  const { resources, ...rest } = info
  if (resources === undefined) return
  yield { part: 'resources', changed: rest }
  yield { part: 'resources without a resource', changed: rest }
  for (const { part, changed } of changesOfResources(resources))
    yield { part, changed: { ...info, resources: changed } }
  const { privilegeConstraints, ...others } = resources
  if (privilegeConstraints && info.type === 'PLATFORM')
    yield { part: 'privilegeConstraints of PLATFORM', changed: { ...info, resources: others } }
}

function* changesOfActors(info: PolicyInfo): Generator<Change<PolicyInfo>> {
  const { actors } = info
  for (const part of ['users', 'groups', 'roles', 'allUsers', 'allGroups', 'resourceOwners'] as const) {
    const { [part]: _, ...others } = actors
    if (actors[part] !== undefined) yield { part: `actors.${part}`, changed: { ...info, actors: others } }
  }
  const { resourceOwnersTypes, ...others } = actors
  if (resourceOwnersTypes) {
    const part = `actors.resourceOwnersTypes: ${resourceOwnersTypes.length > 0 ? 'some' : 'none'}`
    yield { part, changed: { ...info, actors: others } }
  }
}

function* changesOfResources(resources: PolicyResources): Generator<Change<PolicyResources>> {
  const { filter, privilegeConstraints, ...older } = resources
  const constraints = privilegeConstraints ? { privilegeConstraints } : {}
  if (privilegeConstraints) {
    const { privilegeConstraints: _, ...others } = resources
    yield { part: 'privilegeConstraints failed', changed: others }
    const never = { ...resources, privilegeConstraints: { criteria: [NEVER] } }
    yield { part: 'privilegeConstraints held', changed: never }
  }
  if (filter) {
    if (Object.keys(older).length > 0)
      yield { part: 'filter instead of older fields', changed: { ...older, ...constraints } }
    for (const [n, criterion] of filter.criteria.entries())
      for (const { part, changed } of changesOfCriterion(criterion))
        yield {
          part,
          changed: { ...resources, filter: { criteria: filter.criteria.toSpliced(n, 1, ...changed) } },
        }
    return
  }
  const { type, ...anyType } = resources
  const { resources: urns, ...anyUrn } = resources
  if (type !== undefined) yield { part: 'type', changed: anyType }
  if (urns) yield { part: `resources ${type === undefined ? 'without' : 'with'} type`, changed: anyUrn }
  if (urns)
    yield { part: 'allResources', changed: { ...resources, allResources: resources.allResources !== true } }
  if (type === undefined && urns === undefined)
    yield { part: 'none of the three', changed: { ...constraints, filter: { criteria: [NEVER] } } }
}

/** What to put in its place: nothing, and one that never holds. */
function* changesOfCriterion(criterion: PolicyMatchCriterion): Generator<Change<PolicyMatchCriterion[]>> {
  const { field, values, condition = 'EQUALS' } = criterion
  const name = field.toUpperCase().replace('RESOURCE_', '')
  if (!FIELDS.includes(name)) {
    yield { part: 'criterion with unknown field failed', changed: [] }
    return
  }
  if (!CONDITIONS.includes(condition)) {
    yield { part: 'criterion with unknown condition failed', changed: [] }
    return
  }
  yield { part: `${name} ${condition} failed`, changed: [] }
  yield { part: `${name} ${condition} held`, changed: [NEVER] }
  if (values.length === 0) yield { part: 'criterion with no values', changed: [] }
  if (field.toUpperCase() !== name) yield { part: 'criterion with older name', changed: [NEVER] }
  if (field.toUpperCase() !== field) yield { part: 'criterion with other case', changed: [NEVER] }
  if (criterion.condition === undefined) yield { part: 'criterion with no condition', changed: [NEVER] }
}
