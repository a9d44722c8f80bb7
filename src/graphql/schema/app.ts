/** Who is signed in and what the service can do (app.graphql). */
export const APP = /* GraphQL */ `
  extend type Query {
    me: AuthenticatedUser
    appConfig: AppConfig
  }

  type AuthenticatedUser {
    corpUser: CorpUser!
    platformPrivileges: PlatformPrivileges!
  }

  type PlatformPrivileges {
    viewAnalytics: Boolean!
    managePolicies: Boolean!
    manageIdentities: Boolean!
    generatePersonalAccessTokens: Boolean!
    createDomains: Boolean!
    manageDomains: Boolean!
    manageIngestion: Boolean!
    manageSecrets: Boolean!
    manageTokens: Boolean!
    viewTests: Boolean!
    manageTests: Boolean!
    manageGlossaries: Boolean!
    manageUserCredentials: Boolean!
    createTags: Boolean!
    manageTags: Boolean!
    manageGlobalViews: Boolean!
    manageOwnershipTypes: Boolean!
    manageGlobalAnnouncements: Boolean!
    createBusinessAttributes: Boolean!
    manageBusinessAttributes: Boolean!
    manageStructuredProperties: Boolean!
    viewStructuredPropertiesPage: Boolean!
    manageServiceAccounts: Boolean!
    viewManageTags: Boolean!
    manageApplications: Boolean!
    manageFeatures: Boolean!
    manageHomePageTemplates: Boolean!
    manageDocuments: Boolean!
    createLogicalModels: Boolean!
    manageGlobalSettings: Boolean!
  }

  "As far as signing in, tokens and policies go."
  type AppConfig {
    appVersion: String
    authConfig: AuthConfig!
    policiesConfig: PoliciesConfig!
    identityManagementConfig: IdentityManagementConfig!
  }

  type AuthConfig {
    tokenAuthEnabled: Boolean!
  }

  type PoliciesConfig {
    enabled: Boolean!
    platformPrivileges: [Privilege!]!
    resourcePrivileges: [ResourcePrivileges!]!
  }

  type Privilege {
    type: String!
    displayName: String
    description: String
  }

  type ResourcePrivileges {
    resourceType: String!
    resourceTypeDisplayName: String
    entityType: EntityType
    privileges: [Privilege!]!
  }

  type IdentityManagementConfig {
    enabled: Boolean!
  }
`
