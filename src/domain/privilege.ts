/** The privileges that Latchkey's own operations ask for; names are DataHub's (PoliciesConfig.java). */
export const PRIVILEGES = {
  GENERATE_PERSONAL_ACCESS_TOKENS: 'Generate Personal Access Tokens',
  MANAGE_ACCESS_TOKENS: 'Manage All Access Tokens',
} as const

export type Privilege = keyof typeof PRIVILEGES
