import type { AuditRecordOf } from '../audit/audit-trail.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { Clock } from '../ports/core.ts'
import type { DirectoryStore } from '../ports/directory.ts'
import type { GmsCredentials, GmsDirectory } from '../ports/gms-directory.ts'
import type { PasswordHasher } from '../ports/sign-in.ts'
import type { Transactions } from '../ports/transactions.ts'
import type { Sessions } from './sessions.ts'
import type { SignInLimits } from './sign-in-limits.ts'

/** What who sets a password and comes in by it needs; each use-case takes these whole, and uses what it names. */
interface ComingInPorts {
  transactions: Transactions
  sessions: Pick<Sessions, 'prepare'>
  actors: Pick<ActorLookup, 'forget'>
  limits: SignInLimits
  auditRecordOf: AuditRecordOf
  systemClientId: string
}

/** Where passwords are kept here. */
export interface OwnPasswordPorts extends ComingInPorts {
  directory: Pick<DirectoryStore, 'findUser' | 'findInviteRole' | 'findReset'>
  hasher: Pick<PasswordHasher, 'hash'>
  clock: Clock
  /** Base64 of SHA-256. */
  digest: (text: string) => string
}

/** Where DataHub keeps them. */
export interface GmsPasswordPorts extends ComingInPorts {
  credentials: Pick<GmsCredentials, 'signUp' | 'resetPassword'>
  directory: Pick<GmsDirectory, 'stateOf'>
}
