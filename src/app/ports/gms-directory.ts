import type { Actor, ActorStatus } from '../../domain/actor.ts'
import type { Secret } from '../../domain/secret.ts'

/**
 * DataHub's users, asked as its system client. Each method rejects with GMS_CREDENTIALS_REFUSED, or with
 * DIRECTORY_UNAVAILABLE where GMS cannot be asked or answers oddly, which says nothing of anybody.
 */
export interface GmsDirectory {
  /** What decides what an actor may do; `undefined`: there is no such user, or they were removed. */
  load(actorUrn: string): Promise<Actor | undefined>
  /** What became of a user, in as many requests whether there is one or not. */
  stateOf(userUrn: string): Promise<GmsUserState>
}

/** `UNKNOWN`: there is no such user, or none whom DataHub would let in. */
export type GmsUserState = ActorStatus | 'REMOVED' | 'UNKNOWN'

/** Who signs up at DataHub. */
export interface GmsSignUp {
  userUrn: string
  fullName: string
  email: string
  title: string
  password: Secret
  inviteToken: Secret
}

/** Passwords of DataHub's native users, which are kept and checked there. Rejects as `GmsDirectory` does. */
export interface GmsCredentials {
  /** Whether DataHub lets this user in with this password. Errors also: TOO_MANY_SIGN_INS. */
  verify(userUrn: string, password: Secret): Promise<boolean>
  /** `failed`: DataHub says no more; the user may exist. */
  signUp(user: GmsSignUp): Promise<'made' | 'not invited' | 'failed'>
  /** `false`: the token is not this user's, or DataHub failed, which it does not tell apart. */
  resetPassword(userUrn: string, password: Secret, resetToken: Secret): Promise<boolean>
  /** Whether one more password could be checked now. */
  hasRoom(): boolean
}

/** What DataHub is told of service accounts that are kept here. Rejects as `GmsDirectory` does. */
export interface GmsServiceAccounts {
  /** Makes it known, or changes what is known. */
  put(account: { urn: string; displayName: string; description: string | null }): Promise<void>
  /** Marks it removed. */
  remove(urn: string): Promise<void>
}

/** DataHub's users, whole. */
export interface GmsUsers {
  directory: GmsDirectory
  credentials: GmsCredentials
  serviceAccounts: GmsServiceAccounts
}
