import type { Migration } from '../migration.ts'
import { tokens } from './0001-tokens.ts'
import { users } from './0002-users.ts'
import { sessions } from './0003-sessions.ts'
import { directory } from './0004-directory.ts'
import { audit } from './0005-audit.ts'
import { tokenLists } from './0006-token-lists.ts'
import { lastUse } from './0007-last-use.ts'
import { idempotency } from './0008-idempotency.ts'
import { usedLogins } from './0009-used-logins.ts'
import { sessionsSince } from './0010-sessions-since.ts'
import { policies } from './0011-policies.ts'

/** Every migration, oldest first. New ones are added at the end. */
export const MIGRATIONS: readonly Migration[] = [
  tokens,
  users,
  sessions,
  directory,
  audit,
  tokenLists,
  lastUse,
  idempotency,
  usedLogins,
  sessionsSince,
  policies,
]
