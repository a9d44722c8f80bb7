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
