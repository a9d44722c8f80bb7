import { Secret } from '../domain/secret.ts'
import { ROOT_USER_URN } from '../domain/urn.ts'
import type { Clock, PasswordHasher, SessionStore, UserStore } from './ports.ts'

export interface EnsureRootUserPorts {
  users: UserStore
  sessions: Pick<SessionStore, 'deleteByActor'>
  hasher: PasswordHasher
  clock: Clock
  newSecret: () => string
}

export interface RootPasswordRule {
  /** The configured password, which always wins over the stored one. */
  configured: Secret | undefined
  /** Where none is configured: make one at the first start, or leave root unable to sign in by password. */
  otherwise: 'generate once' | 'no sign-in'
}

/** A password that was made up just now and is nobody's yet. */
export interface GeneratedPassword {
  password: Secret
  /** Makes it root's. It is in no store before, so that a start that fails first leaves the next one to generate. */
  keep(): Promise<void>
}

/**
 * Sees to it that root exists with the right password; sessions that began with another one end. Returns a generated
 * password where root shall have one: it counts once it is kept, and is to be shown then, once.
 */
export async function ensureRootUser(
  { users, sessions, hasher, clock, newSecret }: EnsureRootUserPorts,
  { configured, otherwise }: RootPasswordRule,
): Promise<GeneratedPassword | undefined> {
  const root = await users.find(ROOT_USER_URN)
  const stored = root?.passwordHash ?? null

  async function setPassword(password: Secret | null): Promise<void> {
    const passwordHash = password === null ? null : await hasher.hash(password.reveal())
    // Before, since a start that ends between the two statements finds the new password at the next and does nothing;
    // after, for a session that another process opened in between.
    await sessions.deleteByActor(ROOT_USER_URN)
    await users.upsertPassword({
      urn: ROOT_USER_URN,
      displayName: 'DataHub',
      passwordHash,
      status: 'ACTIVE',
      createdAt: clock.now(),
    })
    await sessions.deleteByActor(ROOT_USER_URN)
  }

  if (configured !== undefined) {
    if (stored === null || !(await hasher.verify(stored, configured.reveal()))) await setPassword(configured)
    return undefined
  }
  if (otherwise === 'no sign-in') {
    if (root === undefined || stored !== null) await setPassword(null)
    return undefined
  }
  if (stored !== null) return undefined
  const password = new Secret(newSecret())
  return { password, keep: () => setPassword(password) }
}
