import { platformPrivileges, resourcePrivileges } from '../../../src/domain/policy/privilege-table.ts'
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
      '{ appConfig { authConfig { tokenAuthEnabled } policiesConfig { enabled platformPrivileges { type displayName } resourcePrivileges { resourceType entityType privileges { type } } } identityManagementConfig { enabled } } }',
    data: {
      appConfig: {
        authConfig: { tokenAuthEnabled: true },
        policiesConfig: {
          enabled: true,
          platformPrivileges: platformPrivileges().map(({ type, displayName }) => ({ type, displayName })),
          resourcePrivileges: resourcePrivileges().map(({ resourceType, entityType, privileges }) => ({
            resourceType,
            entityType,
            privileges: privileges.map(({ type }) => ({ type })),
          })),
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
