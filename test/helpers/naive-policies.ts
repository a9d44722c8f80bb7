import type {
  PolicyActors,
  PolicyDocument,
  PolicyInfo,
  PolicyMatchCriterion,
  PolicyMatchFilter,
  PolicyResources,
} from '../../src/domain/policy/policy.ts'
import type { ActorSpec, FactField, KnownResource } from '../../src/domain/policy/question.ts'
import type { PlainQuestion } from './policy-questions.ts'

/*
 * DataHub's rules (PolicyEngine.java, EntityFieldType.java), written a second time, as plainly as can be, to judge the
 * evaluator that is made to be fast. It shares nothing with that one but types.
 */

/** Whether any of the policies grants what is asked for. */
export function naiveGranting(policies: readonly PolicyDocument[], question: PlainQuestion): boolean {
  return policies.some(({ info }) => info.privileges.includes(question.privilege) && applies(info, question))
}

/** The privileges of all policies that apply, in their order, each once. */
export function naivePrivileges(
  policies: readonly PolicyDocument[],
  actor: ActorSpec,
  resource?: KnownResource,
): string[] {
  const question = { actor, privilege: '', ...(resource && { resource }) }
  const given = policies.filter(({ info }) => applies(info, question))
  return [...new Set(given.flatMap(({ info }) => info.privileges))]
}

/** As `naiveGranting`, with what DataHub adds to the policies: everybody may see, edit and delete themselves. */
export function naiveAuthorize(policies: readonly PolicyDocument[], question: PlainQuestion): boolean {
  const { actor, privilege, resource } = question
  const ofOneself = ['VIEW_ENTITY_PAGE', 'GET_ENTITY_PRIVILEGE', 'EDIT_ENTITY', 'DELETE_ENTITY']
  if (resource?.urn === actor.urn && ofOneself.includes(privilege)) return true
  return naiveGranting(policies, question)
}

/** Whom a policy names where its resources match: PolicyEngine.getMatchingActors. */
export function naiveMatchingActors(info: PolicyInfo, resource?: KnownResource) {
  if (!resourceMatches(info, resource))
    return { users: [], groups: [], roles: [], allUsers: false, allGroups: false }
  const { actors } = info
  const owners = actors.resourceOwners === true ? (resource?.facts?.OWNER ?? []) : []
  const ownersOf = (type: string) => owners.filter((urn) => urn.startsWith(`urn:li:${type}:`))
  return {
    users: [...(actors.users ?? []), ...ownersOf('corpuser')],
    groups: [...(actors.groups ?? []), ...ownersOf('corpGroup')],
    roles: [...(actors.roles ?? [])],
    allUsers: actors.allUsers === true,
    // DataHub never reads the policy's own allGroups here.
    allGroups: actors.allUsers === true,
  }
}

function applies(info: PolicyInfo, { actor, resource, subResources }: PlainQuestion): boolean {
  if (info.state === 'INACTIVE') return false
  if (!resourceMatches(info, resource)) return false
  if (!subResourcesPass(info.resources, subResources ?? [])) return false
  return actorMatches(info.actors, actor, resource)
}

function resourceMatches(info: PolicyInfo, resource: KnownResource | undefined): boolean {
  if (info.type === 'PLATFORM') return true
  if (info.resources === undefined) return true
  if (resource === undefined) return false
  return filterHolds(info.resources.filter ?? olderFilter(info.resources), resource)
}

function olderFilter({ type, resources, allResources }: PolicyResources): PolicyMatchFilter {
  const criteria: PolicyMatchCriterion[] = []
  if (type !== undefined) criteria.push({ field: 'TYPE', values: [type], condition: 'EQUALS' })
  if (resources !== undefined && allResources !== true)
    criteria.push({ field: 'URN', values: resources, condition: 'EQUALS' })
  return { criteria }
}

/** Each may be changed; the URN that stands for any always may. */
function subResourcesPass(
  resources: PolicyResources | undefined,
  changed: readonly KnownResource[],
): boolean {
  const constraints = resources?.privilegeConstraints
  if (constraints === undefined) return true
  return changed.every((one) => one.urn === WILDCARD || filterHolds(constraints, one))
}

/** Of whatever would be changed: Constants.java, WILDCARD_URN. */
export const WILDCARD = 'urn:li:allEntities:all'

function filterHolds(filter: PolicyMatchFilter, resource: KnownResource): boolean {
  return filter.criteria.every((criterion) => criterionHolds(criterion, resource))
}

function criterionHolds(
  { field, values, condition }: PolicyMatchCriterion,
  resource: KnownResource,
): boolean {
  const found = valuesOf(field.toUpperCase(), resource)
  if (found === undefined) return false
  switch (condition ?? 'EQUALS') {
    case 'EQUALS':
      return values.some((value) => found.includes(value))
    case 'STARTS_WITH':
      return values.some((value) => found.some((one) => one.startsWith(value)))
    case 'NOT_EQUALS':
      return !values.some((value) => found.includes(value))
    default:
      return false
  }
}

const FACTS: readonly string[] = [
  'OWNER',
  'DOMAIN',
  'GROUP_MEMBERSHIP',
  'DATA_PLATFORM_INSTANCE',
  'TAG',
  'CONTAINER',
  'GLOSSARY',
]

/**
 * `undefined`: no such field, or not known. Safer than DataHub: of a type alone nothing else is known, so that no
 * criterion holds of it, where DataHub lets NOT_EQUALS pass.
 */
function valuesOf(field: string, { type, urn, facts }: KnownResource): readonly string[] | undefined {
  if (field === 'TYPE' || field === 'RESOURCE_TYPE') return [type]
  if (urn === '') return undefined
  if (field === 'URN' || field === 'RESOURCE_URN') return [urn]
  return FACTS.includes(field) ? facts?.[field as FactField] : undefined
}

function actorMatches(actors: PolicyActors, actor: ActorSpec, resource: KnownResource | undefined): boolean {
  if (actors.allUsers === true) return true
  if (actors.users?.includes(actor.urn)) return true
  if (actors.allGroups === true && actor.groups.length > 0) return true
  if (actors.groups?.some((group) => actor.groups.includes(group))) return true
  if (actors.roles?.some((role) => actor.roles.includes(role))) return true
  return actors.resourceOwners === true && isOwner(actors, actor, resource)
}

function isOwner(actors: PolicyActors, actor: ActorSpec, resource: KnownResource | undefined): boolean {
  if (resource === undefined || resource.urn === '') return false
  const types = actors.resourceOwnersTypes
  return (resource.facts?.ownership ?? []).some(({ urn, typeUrn }) => {
    const counts = types === undefined || (typeUrn !== undefined && types.includes(typeUrn))
    return counts && (urn === actor.urn || actor.groups.includes(urn))
  })
}
