/*
 * What DataHub's web client asks for on its pages of policies and roles (datahub-web-react, policy.graphql and
 * role.graphql), with `__typename` wherever its library adds it. Of what it asks about entities there is some of each kind:
 * fields of users and groups, types that there are none of here, and fragments on these.
 */

const PROFILE = 'active displayName title firstName lastName fullName email __typename'

const ENTITY = `
  fragment searchResultFields on Entity {
    urn
    type
    ... on Dataset { ...datasetFields siblings { isPrimary siblings { urn ... on Dataset { ...datasetFields __typename } __typename } __typename } __typename }
    ... on Role { id properties { name description __typename } __typename }
    ... on CorpUser { username properties { ${PROFILE} } info { ${PROFILE} } editableProperties { displayName title pictureLink __typename } __typename }
    ... on CorpGroup {
      name
      info { displayName description __typename }
      memberCount: relationships(input: { types: ["IsMemberOfGroup", "IsMemberOfNativeGroup"], direction: INCOMING, start: 0, count: 1 }) { total __typename }
      __typename
    }
    ... on Dashboard { dashboardId ownership { ...ownershipFields __typename } ...entityDataProduct __typename }
    ... on DataJob { lastRun: runs(start: 0, count: 1) { count runs { urn __typename } __typename } __typename }
    ... on Domain { ownership { ...ownershipFields __typename } entities(input: {}) { total __typename } __typename }
    ... on Tag { name properties { name colorHex __typename } __typename }
    __typename
  }
  fragment datasetFields on Dataset { name origin ownership { ...ownershipFields __typename } ...entityDataProduct __typename }
  fragment ownershipFields on Ownership { owners { owner { ... on CorpUser { urn ${PROFILE} } ... on CorpGroup { urn name __typename } } associatedUrn __typename } __typename }
  fragment entityDataProduct on EntityWithRelationships { dataProduct: relationships(input: { types: ["DataProductContains"], direction: INCOMING, start: 0, count: 1 }) { relationships { type entity { ... on DataProduct { urn __typename } __typename } __typename } __typename } __typename }`

export const LIST_POLICIES = `query listPolicies($input: ListPoliciesInput!) {
    listPolicies(input: $input) {
      start count total
      policies {
        urn type name description state
        resources {
          type allResources resources
          filter { criteria { field values { value entity { ...searchResultFields __typename } __typename } condition __typename } __typename }
          __typename
        }
        privileges
        actors {
          users groups roles allUsers allGroups resourceOwners resourceOwnersTypes
          resolvedOwnershipTypes { urn info { name __typename } __typename }
          resolvedUsers { username urn properties { ${PROFILE} } editableProperties { displayName pictureLink teams title skills __typename } __typename }
          resolvedGroups { name urn properties { displayName description email __typename } editableProperties { description slack email __typename } __typename }
          resolvedRoles { urn type name description __typename }
          __typename
        }
        editable
        __typename
      }
      __typename
    }
  } ${ENTITY}`

export const CREATE_POLICY =
  'mutation createPolicy($input: PolicyUpdateInput!) { createPolicy(input: $input) }'

export const UPDATE_POLICY =
  'mutation updatePolicy($urn: String!, $input: PolicyUpdateInput!) { updatePolicy(urn: $urn, input: $input) }'

export const DELETE_POLICY = 'mutation deletePolicy($urn: String!) { deletePolicy(urn: $urn) }'

export const GRANTED_PRIVILEGES =
  'query getGrantedPrivileges($input: GetGrantedPrivilegesInput!) { getGrantedPrivileges(input: $input) { privileges __typename } }'

export const LIST_ROLES = `query listRoles($input: ListRolesInput!) {
    listRoles(input: $input) {
      start count total
      roles {
        urn type name description
        users: relationships(input: { types: ["IsMemberOfRole"], direction: INCOMING, start: 0, count: 20 }) {
          start count total
          relationships { entity { ... on CorpUser { urn type username info { active displayName title firstName lastName fullName __typename } editableProperties { displayName title pictureLink __typename } __typename } __typename } __typename }
          __typename
        }
        policies: relationships(input: { types: ["IsAssociatedWithRole"], direction: INCOMING, start: 0, count: 10 }) {
          start count total
          relationships { entity { ... on DataHubPolicy { urn type name relationships(input: { types: ["IsAssociatedWithRole"], direction: OUTGOING }) { start count total __typename } __typename } __typename } __typename }
          __typename
        }
        __typename
      }
      __typename
    }
  }`

interface Page {
  start: number
  count: number
  total: number
}

/** What the page reads of a policy, and sends of it when it is switched off or edited. */
export interface PagePolicy {
  urn: string
  type: string
  name: string
  description: string
  state: string
  privileges: string[]
  editable: boolean
  resources: {
    type: string | null
    allResources: boolean | null
    resources: string[] | null
    filter: {
      criteria: { field: string; condition: string; values: { value: string; entity: object | null }[] }[]
    } | null
  } | null
  actors: {
    users: string[] | null
    groups: string[] | null
    roles: string[] | null
    resourceOwnersTypes: string[] | null
  } & Record<'allUsers' | 'allGroups' | 'resourceOwners', boolean> &
    Record<
      'resolvedUsers' | 'resolvedGroups' | 'resolvedRoles' | 'resolvedOwnershipTypes',
      { urn: string }[] | null
    >
}

export type PolicyPage = Page & { policies: PagePolicy[] }

export type RolePage = Page & {
  roles: ({ urn: string } & Record<
    'users' | 'policies',
    (Page & { relationships: { entity: { urn: string } }[] }) | null
  >)[]
}

/** The input that the page makes of a policy that it read (usePolicy.ts): no roles, and no constraints. */
export function inputOf({ type, name, state, description, privileges, actors, resources }: PagePolicy) {
  const { users, groups, allUsers, allGroups, resourceOwners, resourceOwnersTypes } = actors
  const plain = { type, name, state, description, privileges }
  const whom = { users, groups, allUsers, allGroups, resourceOwners, resourceOwnersTypes }
  if (resources === null) return { ...plain, actors: whom }
  const criteria = resources.filter?.criteria.map(({ field, condition, values }) => ({
    field,
    condition,
    values: values.map(({ value }) => value),
  }))
  return {
    ...plain,
    actors: whom,
    resources: {
      type: resources.type,
      resources: resources.resources,
      allResources: resources.allResources,
      ...(criteria && { filter: { criteria } }),
    },
  }
}
