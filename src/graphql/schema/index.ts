import { ACCESS_TOKENS } from './access-tokens.ts'
import { APP } from './app.ts'
import { POLICIES } from './policies.ts'
import { ROLES } from './roles.ts'
import { ROOT } from './root.ts'
import { SERVICE_ACCOUNTS } from './service-accounts.ts'
import { USERS } from './users.ts'

/** DataHub's operations on who may come in and what they may do: names, types and nullability are DataHub's. */
export const TYPE_DEFS: readonly string[] = [
  ROOT,
  ACCESS_TOKENS,
  SERVICE_ACCOUNTS,
  USERS,
  ROLES,
  POLICIES,
  APP,
]
