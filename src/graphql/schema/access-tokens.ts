/** Access tokens (datahub-graphql-core: auth.graphql), durations in ISO 8601 as newer DataHub takes them too. */
export const ACCESS_TOKENS = /* GraphQL */ `
  extend type Query {
    getAccessToken(input: GetAccessTokenInput!): AccessToken @deprecated(reason: "Use createAccessToken.")
    listAccessTokens(input: ListAccessTokenInput!): ListAccessTokenResult!
    getAccessTokenMetadata(token: String!): AccessTokenMetadata!
    debugAccess(userUrn: String!): DebugAccessResult!
  }

  extend type Mutation {
    createAccessToken(input: CreateAccessTokenInput!): AccessToken
    revokeAccessToken(tokenId: String!): Boolean!
  }

  input GetAccessTokenInput {
    type: AccessTokenType!
    actorUrn: String!
    duration: AccessTokenDuration!
  }

  "Exactly one of duration and durationIso."
  input CreateAccessTokenInput {
    type: AccessTokenType!
    actorUrn: String!
    duration: AccessTokenDuration
    durationIso: String
    name: String!
    description: String
  }

  enum AccessTokenType {
    PERSONAL
    SERVICE_ACCOUNT
  }

  enum AccessTokenDuration {
    ONE_HOUR
    ONE_DAY
    ONE_WEEK
    ONE_MONTH
    THREE_MONTHS
    SIX_MONTHS
    ONE_YEAR
    NO_EXPIRY
  }

  type AccessToken {
    accessToken: String!
    metadata: AccessTokenMetadata
  }

  input ListAccessTokenInput {
    start: Int
    count: Int
    filters: [FacetFilterInput!]
  }

  type ListAccessTokenResult {
    start: Int!
    "The size of the page that was asked for."
    count: Int!
    total: Int!
    tokens: [AccessTokenMetadata!]!
  }

  type AccessTokenMetadata implements Entity {
    urn: String!
    type: EntityType!
    id: String!
    name: String!
    description: String
    actorUrn: String!
    ownerUrn: String!
    "Who made it; as newer DataHub has it."
    owner: CorpUser
    createdAt: Long!
    expiresAt: Long
    relationships(input: RelationshipsInput!): EntityRelationshipsResult
  }

  type DebugAccessResult {
    roles: [String!]!
    groups: [String!]!
    groupsWithRoles: [String!]!
    rolesViaGroups: [String!]!
    allRoles: [String!]!
    policies: [String!]!
    privileges: [String!]!
  }
`
