/** Users and groups, as far as DataHub's Settings pages, command line and smoke tests ask (entity.graphql). */
export const USERS = /* GraphQL */ `
  extend type Query {
    corpUser(urn: String!): CorpUser
    corpGroup(urn: String!): CorpGroup
    listUsers(input: ListUsersInput!): ListUsersResult
    listGroups(input: ListGroupsInput!): ListGroupsResult
  }

  extend type Mutation {
    removeUser(urn: String!): Boolean
    updateUserStatus(urn: String!, status: CorpUserStatus!): String
    createNativeUserResetToken(input: CreateNativeUserResetTokenInput!): ResetToken
    createGroup(input: CreateGroupInput!): String
    removeGroup(urn: String!): Boolean
    addGroupMembers(input: AddGroupMembersInput!): Boolean
    removeGroupMembers(input: RemoveGroupMembersInput!): Boolean
  }

  "Nothing here has it; by it documents ask for users and groups among other entities."
  union OwnerType = CorpUser | CorpGroup

  "The same in newer DataHub."
  union ResolvedActor = CorpUser | CorpGroup

  type CorpUser implements Entity {
    urn: String!
    type: EntityType!
    username: String!
    properties: CorpUserProperties
    editableProperties: CorpUserEditableProperties
    status: CorpUserStatus
    isNativeUser: Boolean
    info: CorpUserInfo @deprecated(reason: "Use properties.")
    editableInfo: CorpUserEditableInfo @deprecated(reason: "Use editableProperties.")
    exists: Boolean
    settings: CorpUserSettings
    relationships(input: RelationshipsInput!): EntityRelationshipsResult
  }

  enum CorpUserStatus {
    ACTIVE
    "Latchkey's own: may not sign in, and its tokens are refused."
    SUSPENDED
  }

  type CorpUserProperties {
    active: Boolean!
    displayName: String
    email: String
    title: String
    departmentName: String
    firstName: String
    lastName: String
    fullName: String
  }

  type CorpUserInfo {
    active: Boolean!
    displayName: String
    email: String
    title: String
    departmentName: String
    firstName: String
    lastName: String
    fullName: String
  }

  type CorpUserEditableProperties {
    displayName: String
    title: String
    aboutMe: String
    teams: [String!]
    skills: [String!]
    pictureLink: String
    slack: String
    phone: String
    email: String
  }

  type CorpUserEditableInfo {
    displayName: String
    title: String
    aboutMe: String
    teams: [String!]
    skills: [String!]
    pictureLink: String
  }

  type CorpUserSettings {
    appearance: CorpUserAppearanceSettings
    views: CorpUserViewsSettings
  }

  type CorpUserViewsSettings {
    defaultView: DataHubView
  }

  "As far as a user's settings show it."
  type DataHubView {
    urn: String!
  }

  type CorpUserAppearanceSettings {
    showSimplifiedHomepage: Boolean
    showThemeV2: Boolean
  }

  input ListUsersInput {
    start: Int
    count: Int
    query: String
  }

  type ListUsersResult {
    start: Int!
    count: Int!
    total: Int!
    users: [CorpUser!]!
  }

  input CreateNativeUserResetTokenInput {
    userUrn: String!
  }

  type ResetToken {
    resetToken: String!
  }

  type CorpGroup implements Entity {
    urn: String!
    type: EntityType!
    name: String!
    properties: CorpGroupProperties
    editableProperties: CorpGroupEditableProperties
    origin: Origin
    info: CorpGroupInfo @deprecated(reason: "Use properties.")
    exists: Boolean
    relationships(input: RelationshipsInput!): EntityRelationshipsResult
  }

  type CorpGroupProperties {
    displayName: String
    description: String
    email: String
    slack: String
  }

  type CorpGroupEditableProperties {
    description: String
    slack: String
    email: String
    pictureLink: String
  }

  type CorpGroupInfo {
    displayName: String
    description: String
    email: String
  }

  type Origin {
    type: OriginType!
    externalType: String
  }

  enum OriginType {
    NATIVE
    EXTERNAL
    UNKNOWN
  }

  input ListGroupsInput {
    start: Int
    count: Int
    query: String
  }

  type ListGroupsResult {
    start: Int!
    count: Int!
    total: Int!
    groups: [CorpGroup!]!
  }

  input CreateGroupInput {
    id: String
    name: String!
    description: String
  }

  input AddGroupMembersInput {
    groupUrn: String!
    userUrns: [String!]!
  }

  input RemoveGroupMembersInput {
    groupUrn: String!
    userUrns: [String!]!
  }
`
