import { criteriaOf, type Demand, demandHolds, demandOf, valuesOf } from './criteria.ts'
import type { PolicyActors, PolicyDocument, PolicyInfo } from './policy.ts'
import type { ActorSpec, KnownResource, PolicyQuestion, ResourceSpec } from './question.ts'
import type { DecidedBy, PolicyTrace } from './trace.ts'

/**
 * What one policy says to a question, whatever privileges it lists, and what decided: PolicyEngine.java's steps in its
 * order, which are state, resource, sub-resources, actor.
 */
export function tracePolicy({ urn, info }: PolicyDocument, question: PolicyQuestion): PolicyTrace {
  const refusal = refusedBy(info, question)
  const decidedBy: DecidedBy = refusal ?? {
    part: 'actor',
    by: actorNamedBy(info.actors, question.actor, question.resource) ?? null,
  }
  const granted = decidedBy.part === 'actor' && decidedBy.by !== null
  return { policyUrn: urn, policyName: info.displayName, granted, decidedBy }
}

function refusedBy(info: PolicyInfo, { resource, subResources = [] }: PolicyQuestion): DecidedBy | undefined {
  if (info.state === 'INACTIVE') return { part: 'state' }
  const refusal = refusedByResource(info, resource)
  if (refusal !== undefined) return refusal
  const constraints = (info.resources?.privilegeConstraints?.criteria ?? []).map(demandOf)
  const failed = subResources.find((each) => !passes(each, constraints))
  return failed === undefined ? undefined : { part: 'subResource', urn: failed.urn }
}

/** What of a policy's demands on the resource is not met; `undefined`: nothing. */
export function refusedByResource(
  { type, resources }: Pick<PolicyInfo, 'type' | 'resources'>,
  resource?: KnownResource,
): DecidedBy | undefined {
  if (type === 'PLATFORM' || resources === undefined) return undefined
  if (resource === undefined) return { part: 'resource' }
  for (const criterion of criteriaOf(resources)) {
    const demand = demandOf(criterion)
    if (demandHolds(demand, resource)) continue
    const { field, condition, values } = demand
    const found = (field === undefined ? undefined : valuesOf(field, resource)) ?? null
    return { part: 'criterion', field: field ?? criterion.field, condition, values, found }
  }
  return undefined
}

/**
 * What DataHub names where it asks whether a privilege is of any use at all, whatever would be changed (Constants.java,
 * WILDCARD_URN; EntityPrivilegesResolver.java). It passes every constraint.
 */
const ANY_SUB_RESOURCE = 'urn:li:allEntities:all'

/** Whether something that is to be changed passes a policy's constraints, which bind platform policies too. */
export function passes(changed: ResourceSpec, constraints: readonly Demand[]): boolean {
  return changed.urn === ANY_SUB_RESOURCE || constraints.every((demand) => demandHolds(demand, changed))
}

/** The field of a policy's actors that names the actor; `undefined` where none does. */
function actorNamedBy(
  actors: PolicyActors,
  { urn, groups, roles }: ActorSpec,
  resource?: KnownResource,
): Extract<DecidedBy, { part: 'actor' }>['by'] | undefined {
  if (actors.allUsers === true) return 'allUsers'
  if (actors.users?.includes(urn)) return 'users'
  if (actors.allGroups === true && groups.length > 0) return 'allGroups'
  if (actors.groups?.some((group) => groups.includes(group))) return 'groups'
  if (actors.resourceOwners === true && ownsBy(actors, [urn, ...groups], resource)) return 'resourceOwners'
  return actors.roles?.some((role) => roles.includes(role)) ? 'roles' : undefined
}

function ownsBy(
  { resourceOwnersTypes: types }: PolicyActors,
  who: readonly string[],
  resource?: KnownResource,
): boolean {
  if (resource === undefined || resource.urn === '') return false
  return (resource.facts?.ownership ?? []).some(
    (owner) =>
      who.includes(owner.urn) &&
      (types === undefined || (owner.typeUrn !== undefined && types.includes(owner.typeUrn))),
  )
}

/** The policies in force that name `actor`, its groups or roles; those of resource owners are not among them. */
export function applyingPolicies(policies: readonly PolicyDocument[], actor: ActorSpec): PolicyDocument[] {
  return policies.filter(
    ({ info }) => info.state !== 'INACTIVE' && actorNamedBy(info.actors, actor) !== undefined,
  )
}
