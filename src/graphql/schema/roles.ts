/** Roles and what invites to them (entity.graphql). */
export const ROLES = /* GraphQL */ `
  extend type Query {
    listRoles(input: ListRolesInput!): ListRolesResult
    getInviteToken(input: GetInviteTokenInput!): InviteToken
  }

  extend type Mutation {
    batchAssignRole(input: BatchAssignRoleInput!): Boolean
    createInviteToken(input: CreateInviteTokenInput!): InviteToken
    acceptRole(input: AcceptRoleInput!): Boolean
  }

  type DataHubRole implements Entity {
    urn: String!
    type: EntityType!
    name: String!
    description: String!
    "As newer DataHub has it; those that there are here cannot be changed."
    editable: Boolean
    relationships(input: RelationshipsInput!): EntityRelationshipsResult
  }

  input ListRolesInput {
    start: Int
    count: Int
    query: String
  }

  type ListRolesResult {
    start: Int!
    count: Int!
    total: Int!
    roles: [DataHubRole!]!
  }

  "Without a role the actors' roles are taken away."
  input BatchAssignRoleInput {
    roleUrn: String
    actors: [String!]!
  }

  input GetInviteTokenInput {
    roleUrn: String
  }

  input CreateInviteTokenInput {
    roleUrn: String
  }

  type InviteToken {
    inviteToken: String!
  }

  input AcceptRoleInput {
    inviteToken: String!
  }
`
