import { policyStateOf, policyTypeOf } from '../../domain/policy/kind.ts'
import type {
  PolicyActors,
  PolicyDocument,
  PolicyMatchCriterion,
  PolicyMatchFilter,
  PolicyResources,
} from '../../domain/policy/policy.ts'
import { groupReference, roleReference, userReference } from './entities.ts'
import { edgeTo, relationshipsOf } from './relationships.ts'

/**
 * A policy as DataHub's schema has it (PolicyInfoPolicyMapper.java). A type or state that the schema has none of is told by
 * how the policy is read: one policy that somebody wrote otherwise shall not fail the list of all.
 */
export function policyEntity({ urn, info }: PolicyDocument) {
  const { displayName, description, privileges, actors, resources, editable } = info
  return {
    urn,
    type: policyTypeOf(info),
    name: displayName,
    state: policyStateOf(info),
    description,
    privileges,
    editable: editable ?? true,
    actors: actorFilter(actors),
    resources: resources === undefined ? null : resourceFilter(resources),
  }
}

/** A policy as what others are related to, which in DataHub's schema is a type beside `Policy`. */
export function dataHubPolicy(policy: PolicyDocument) {
  const { type: policyType, ...entity } = policyEntity(policy)
  return {
    __typename: 'DataHubPolicy',
    ...entity,
    policyType,
    type: 'DATAHUB_POLICY',
    relationships: relationshipsOf([
      edgeTo('IsAssociatedWithRole', policy.info.actors.roles ?? [], roleReference),
    ]),
  }
}

function actorFilter(actors: PolicyActors) {
  return {
    ...actors,
    allUsers: actors.allUsers ?? false,
    allGroups: actors.allGroups ?? false,
    resourceOwners: actors.resourceOwners ?? false,
    resolvedUsers: () => actors.users?.map(userReference),
    resolvedGroups: () => actors.groups?.map(groupReference),
    resolvedRoles: () => actors.roles?.map(roleReference),
    resolvedOwnershipTypes: () => actors.resourceOwnersTypes?.map(ownershipType),
  }
}

function ownershipType(urn: string) {
  return {
    __typename: 'OwnershipTypeEntity',
    urn,
    type: 'CUSTOM_OWNERSHIP_TYPE',
    relationships: relationshipsOf([]),
  }
}

function resourceFilter(resources: PolicyResources) {
  return {
    ...resources,
    filter: matchFilter(resources.filter),
    privilegeConstraints: matchFilter(resources.privilegeConstraints),
  }
}

function matchFilter(filter: PolicyMatchFilter | undefined) {
  return filter === undefined ? null : { criteria: filter.criteria.map(matchCriterion) }
}

const CONDITIONS = ['EQUALS', 'STARTS_WITH', 'NOT_EQUALS']

/** A criterion never holds whose condition there is none of; nor does one with no value. */
function matchCriterion({ field, values, condition = 'EQUALS' }: PolicyMatchCriterion) {
  if (!CONDITIONS.includes(condition)) return { field, condition: 'EQUALS', values: [] }
  return {
    field,
    condition,
    values: values.map((value) => ({ value, entity: () => referenceOf(value) })),
  }
}

/** What a value names, of what the directory has; metadata is DataHub's to tell of. */
function referenceOf(value: string): object | null {
  if (value.startsWith('urn:li:corpuser:')) return userReference(value)
  if (value.startsWith('urn:li:corpGroup:')) return groupReference(value)
  return value.startsWith('urn:li:dataHubRole:') ? roleReference(value) : null
}
