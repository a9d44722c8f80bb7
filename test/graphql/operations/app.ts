import { type Operation, ROOT } from './operation.ts'

/** Who is signed in, and what the service can do. */
export const APP: readonly Operation[] = [
  {
    document: `{ me { corpUser { urn username isNativeUser } platformPrivileges {
      generatePersonalAccessTokens manageTokens manageServiceAccounts manageIdentities manageUserCredentials
      managePolicies viewAnalytics createDomains manageApplications viewTests } } }`,
    data: {
      me: {
        corpUser: { urn: ROOT, username: 'datahub', isNativeUser: false },
        platformPrivileges: {
          generatePersonalAccessTokens: true,
          manageTokens: true,
          manageServiceAccounts: true,
          manageIdentities: true,
          manageUserCredentials: true,
          managePolicies: true,
          viewAnalytics: true,
          createDomains: true,
          manageApplications: true,
          viewTests: false,
        },
      },
    },
    invalid: [
      '{ me { platformPrivileges { everything } } }',
      'Cannot query field "everything" on type "PlatformPrivileges".',
    ],
  },
  {
    document:
      '{ appConfig { authConfig { tokenAuthEnabled } policiesConfig { enabled platformPrivileges { type displayName } } identityManagementConfig { enabled } } }',
    data: {
      appConfig: {
        authConfig: { tokenAuthEnabled: true },
        policiesConfig: {
          enabled: true,
          platformPrivileges: [
            { type: 'GENERATE_PERSONAL_ACCESS_TOKENS', displayName: 'Generate Personal Access Tokens' },
            { type: 'MANAGE_ACCESS_TOKENS', displayName: 'Manage All Access Tokens' },
            { type: 'MANAGE_SERVICE_ACCOUNTS', displayName: 'Manage Service Accounts' },
            { type: 'MANAGE_USERS_AND_GROUPS', displayName: 'Manage Users & Groups' },
            { type: 'MANAGE_USER_CREDENTIALS', displayName: 'Manage User Credentials' },
            { type: 'MANAGE_POLICIES', displayName: 'Manage Policies' },
          ],
        },
        identityManagementConfig: { enabled: true },
      },
    },
    invalid: [
      '{ appConfig }',
      'Field "appConfig" of type "AppConfig" must have a selection of subfields. Did you mean "appConfig { ... }"?',
    ],
  },
]
