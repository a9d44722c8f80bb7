/** Service accounts, as DataHub has them from 1.4 on (auth.graphql). */
export const SERVICE_ACCOUNTS = /* GraphQL */ `
  extend type Query {
    getServiceAccount(urn: String!): ServiceAccount
    listServiceAccounts(input: ListServiceAccountsInput!): ListServiceAccountsResult
  }

  extend type Mutation {
    createServiceAccount(input: CreateServiceAccountInput!): ServiceAccount
    deleteServiceAccount(urn: String!): Boolean
  }

  input CreateServiceAccountInput {
    displayName: String
    description: String
  }

  input ListServiceAccountsInput {
    start: Int
    count: Int
    query: String
  }

  type ListServiceAccountsResult {
    start: Int!
    count: Int!
    total: Int!
    serviceAccounts: [ServiceAccount!]!
  }

  type ServiceAccount {
    urn: String!
    type: EntityType!
    name: String!
    displayName: String
    description: String
    createdBy: String
    createdAt: Long
    updatedAt: Long
  }
`
