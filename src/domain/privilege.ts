/** The privileges that Latchkey's own operations ask for; names are DataHub's (PoliciesConfig.java). */
export const PRIVILEGES = {
  GENERATE_PERSONAL_ACCESS_TOKENS: 'Generate Personal Access Tokens',
  MANAGE_ACCESS_TOKENS: 'Manage All Access Tokens',
  MANAGE_SERVICE_ACCOUNTS: 'Manage Service Accounts',
  MANAGE_USERS_AND_GROUPS: 'Manage Users & Groups',
  MANAGE_USER_CREDENTIALS: 'Manage User Credentials',
  MANAGE_POLICIES: 'Manage Policies',
} as const

export type Privilege = keyof typeof PRIVILEGES

/**
 * Whether a privilege is for administering Latchkey, and not for using tokens and GMS: what stays with the root user where
 * policies are switched off.
 */
export function isOwnAdministration(privilege: string): boolean {
  return Object.hasOwn(PRIVILEGES, privilege) && privilege !== 'GENERATE_PERSONAL_ACCESS_TOKENS'
}
