/** Policies, and what they grant (entity.graphql). */
export const POLICIES = /* GraphQL */ `
  extend type Query {
    listPolicies(input: ListPoliciesInput!): ListPoliciesResult
    getGrantedPrivileges(input: GetGrantedPrivilegesInput!): Privileges
  }

  extend type Mutation {
    createPolicy(input: PolicyUpdateInput!): String
    "Roles, which the input cannot say, stay as they are; so do privilegeConstraints where resources leave them out."
    updatePolicy(urn: String!, input: PolicyUpdateInput!): String
    deletePolicy(urn: String!): String
  }

  enum PolicyType {
    METADATA
    PLATFORM
  }

  enum PolicyState {
    ACTIVE
    "In force too, as in DataHub."
    DRAFT
    INACTIVE
  }

  type Policy {
    urn: String!
    type: PolicyType!
    name: String!
    state: PolicyState!
    description: String
    resources: ResourceFilter
    privileges: [String!]!
    actors: ActorFilter!
    editable: Boolean!
  }

  type DataHubPolicy implements Entity {
    urn: String!
    type: EntityType!
    policyType: PolicyType!
    name: String!
    state: PolicyState!
    description: String
    resources: ResourceFilter
    privileges: [String!]!
    actors: ActorFilter!
    editable: Boolean!
    relationships(input: RelationshipsInput!): EntityRelationshipsResult
  }

  type ActorFilter {
    users: [String!]
    groups: [String!]
    roles: [String!]
    resourceOwners: Boolean!
    resourceOwnersTypes: [String!]
    allUsers: Boolean!
    allGroups: Boolean!
    resolvedUsers: [CorpUser!]
    resolvedGroups: [CorpGroup!]
    resolvedRoles: [DataHubRole!]
    resolvedOwnershipTypes: [OwnershipTypeEntity!]
  }

  type OwnershipTypeEntity implements Entity {
    urn: String!
    type: EntityType!
    info: OwnershipTypeInfo
    relationships(input: RelationshipsInput!): EntityRelationshipsResult
  }

  type OwnershipTypeInfo {
    name: String!
    description: String
  }

  type ResourceFilter {
    type: String @deprecated(reason: "Use filter.")
    resources: [String!] @deprecated(reason: "Use filter.")
    allResources: Boolean @deprecated(reason: "Use filter.")
    filter: PolicyMatchFilter
    privilegeConstraints: PolicyMatchFilter
  }

  type PolicyMatchFilter {
    criteria: [PolicyMatchCriterion!]
  }

  type PolicyMatchCriterion {
    field: String!
    values: [PolicyMatchCriterionValue!]!
    condition: PolicyMatchCondition!
  }

  type PolicyMatchCriterionValue {
    value: String!
    "Of a user, a group or a role."
    entity: Entity
  }

  enum PolicyMatchCondition {
    EQUALS
    NOT_EQUALS
    STARTS_WITH
  }

  input ListPoliciesInput {
    start: Int
    count: Int
    query: String
    orFilters: [AndFilterInput!]
  }

  input AndFilterInput {
    and: [FacetFilterInput!]
  }

  type ListPoliciesResult {
    start: Int!
    "The size of the page that was asked for."
    count: Int!
    total: Int!
    policies: [Policy!]!
  }

  input PolicyUpdateInput {
    type: PolicyType!
    name: String!
    state: PolicyState!
    description: String
    resources: ResourceFilterInput
    privileges: [String!]!
    actors: ActorFilterInput!
  }

  input ActorFilterInput {
    users: [String!]
    groups: [String!]
    resourceOwners: Boolean!
    resourceOwnersTypes: [String!]
    allUsers: Boolean!
    allGroups: Boolean!
  }

  input ResourceFilterInput {
    type: String
    resources: [String!]
    allResources: Boolean
    filter: PolicyMatchFilterInput
    privilegeConstraints: PolicyMatchFilterInput
  }

  input PolicyMatchFilterInput {
    criteria: [PolicyMatchCriterionInput!]
  }

  input PolicyMatchCriterionInput {
    field: String!
    values: [String!]!
    condition: PolicyMatchCondition!
  }

  input GetGrantedPrivilegesInput {
    actorUrn: String!
    resourceSpec: ResourceSpec
    includeEvaluationDetails: Boolean = false
  }

  input ResourceSpec {
    resourceType: EntityType!
    resourceUrn: String!
  }

  type Privileges {
    privileges: [String!]!
    "Never there: /v1/authorize explains what decided."
    evaluationDetails: [PolicyEvaluationDetail]
  }

  type PolicyEvaluationDetail {
    policyName: String!
    reason: String!
  }
`
