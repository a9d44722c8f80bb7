import type { Decision } from '../../app/access/authorize.ts'
import type { ResourceSpec } from '../../domain/policy/question.ts'

/** Asks one question about whose flags they are. */
type Ask = (privilege: string, resource?: ResourceSpec) => Promise<Pick<Decision, 'allowed'>>

/** DataHub's flags by the privileges of which any one suffices (MeResolver.java, AuthorizationUtils.java). */
const ANY_OF: Readonly<Record<string, readonly string[]>> = {
  viewAnalytics: ['VIEW_ANALYTICS', 'GET_ANALYTICS_PRIVILEGE'],
  managePolicies: ['MANAGE_POLICIES'],
  manageIdentities: ['MANAGE_USERS_AND_GROUPS'],
  generatePersonalAccessTokens: ['GENERATE_PERSONAL_ACCESS_TOKENS'],
  createDomains: ['CREATE_DOMAINS', 'MANAGE_DOMAINS'],
  manageDomains: ['MANAGE_DOMAINS'],
  manageIngestion: ['MANAGE_INGESTION'],
  manageSecrets: ['MANAGE_SECRETS'],
  manageTokens: ['MANAGE_ACCESS_TOKENS'],
  viewTests: ['VIEW_TESTS'],
  manageTests: ['MANAGE_TESTS'],
  manageGlossaries: ['MANAGE_GLOSSARIES'],
  manageUserCredentials: ['MANAGE_USER_CREDENTIALS'],
  createTags: ['CREATE_TAGS', 'MANAGE_TAGS'],
  manageTags: ['MANAGE_TAGS'],
  viewManageTags: ['VIEW_MANAGE_TAGS'],
  manageGlobalViews: ['MANAGE_GLOBAL_VIEWS'],
  manageOwnershipTypes: ['MANAGE_GLOBAL_OWNERSHIP_TYPES'],
  manageGlobalAnnouncements: ['MANAGE_GLOBAL_ANNOUNCEMENTS'],
  createBusinessAttributes: ['CREATE_BUSINESS_ATTRIBUTE', 'MANAGE_BUSINESS_ATTRIBUTE'],
  manageBusinessAttributes: ['MANAGE_BUSINESS_ATTRIBUTE'],
  manageStructuredProperties: ['MANAGE_STRUCTURED_PROPERTIES'],
  viewStructuredPropertiesPage: ['VIEW_STRUCTURED_PROPERTIES_PAGE'],
  manageServiceAccounts: ['MANAGE_SERVICE_ACCOUNTS'],
  manageFeatures: ['MANAGE_FEATURES'],
  manageHomePageTemplates: ['MANAGE_HOME_PAGE_TEMPLATES'],
  manageDocuments: ['MANAGE_DOCUMENTS'],
  createLogicalModels: ['CREATE_LOGICAL_MODELS'],
  manageGlobalSettings: ['MANAGE_GLOBAL_SETTINGS'],
}

/** `me.platformPrivileges`: a flag is asked for only where the document has it. */
export function platformFlags(ask: Ask): Record<string, () => Promise<boolean>> {
  const anyOf = (privileges: readonly string[]) => async () => {
    for (const privilege of privileges) if ((await ask(privilege)).allowed) return true
    return false
  }
  const flags = Object.entries(ANY_OF).map(([flag, privileges]) => [flag, anyOf(privileges)] as const)
  return { ...Object.fromEntries(flags), manageApplications: () => managesType(ask, 'application') }
}

/** Of a type with no privilege of its own, DataHub's "manage" is to edit and to delete (AuthUtil.java). */
async function managesType(ask: Ask, type: string): Promise<boolean> {
  const resource = { type, urn: '' }
  for (const privilege of ['EDIT_ENTITY', 'DELETE_ENTITY'])
    if (!(await ask(privilege, resource)).allowed) return false
  return true
}
