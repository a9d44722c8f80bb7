import type { Secret } from '../../domain/secret.ts'

/** What a name and a password were found to be. */
export interface PasswordVerdict {
  matches: boolean
  /** The account of that name; `null` where there is none, or none that may sign in with a password. */
  actorUrn: string | null
  /** The hash that matched, of a password that is kept here. */
  passwordHash?: string
  /** Of a password that is kept elsewhere: whether its user has set another one here since it was looked at. */
  isOvertaken?: () => boolean
}

/**
 * Checks a name and a password, in the same time for names that there are and names that there are not. Rejects only
 * where that cannot be done now.
 */
export type VerifyPassword = (username: string, password: Secret) => Promise<PasswordVerdict>

/** Counts attempts by key within a period, in this process or together with the other replicas. */
export interface AttemptCounter {
  /** Counts one more. Milliseconds until the period ends where this is one too many, else `undefined`. */
  count(key: string): Promise<number | undefined>
  /** As if one had not been counted. */
  uncount(key: string): Promise<void>
  /** As if none had been counted. */
  forget(key: string): Promise<void>
}

export interface PasswordHasher {
  /** Whether a password that came now would be taken up. */
  hasRoom(): boolean
  hash(password: string): Promise<string>
  /** Takes as long for `hash` = `null` (an unknown user) as for a wrong password. */
  verify(hash: string | null, password: string): Promise<boolean>
}
