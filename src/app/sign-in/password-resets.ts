import type { LocalCache } from '../ports/core.ts'

/** Who has reset a password in this process, where passwords are kept in DataHub. */
export interface PasswordResets {
  /** DataHub has taken a new password of this user. Said before their sessions are ended. */
  note(userUrn: string): void
  /** Said before a password is checked; what it gives tells whether its user has reset it since. */
  watch(userUrn: string): () => boolean
}

/** `latest` keeps the number of a user's latest reset for as long as a sign-in takes. */
export function makePasswordResets(latest: LocalCache<number>): PasswordResets {
  let resets = 0
  return {
    note(userUrn) {
      resets++
      latest.set(userUrn, resets)
    },
    watch(userUrn) {
      const before = resets
      return () => (latest.get(userUrn) ?? 0) > before
    },
  }
}
