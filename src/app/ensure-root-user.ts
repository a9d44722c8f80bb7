import { Secret } from '../domain/secret.ts'
import { ROOT_USER_URN } from '../domain/urn.ts'
import type { Clock, PasswordHasher, UserStore } from './ports.ts'

export interface EnsureRootUserPorts {
  users: UserStore
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

/** Sees to it that root exists with the right password. Returns a password that was generated just now, to print once. */
export async function ensureRootUser(
  { users, hasher, clock, newSecret }: EnsureRootUserPorts,
  { configured, otherwise }: RootPasswordRule,
): Promise<Secret | undefined> {
  const stored = (await users.find(ROOT_USER_URN))?.passwordHash ?? null

  async function setPassword(password: Secret | null): Promise<void> {
    const passwordHash = password === null ? null : await hasher.hash(password.reveal())
    const createdAt = clock.now()
    await users.upsertPassword({
      urn: ROOT_USER_URN,
      displayName: 'DataHub',
      passwordHash,
      status: 'ACTIVE',
      createdAt,
    })
  }

  if (configured !== undefined) {
    if (stored === null || !(await hasher.verify(stored, configured.reveal()))) await setPassword(configured)
    return undefined
  }
  if (otherwise === 'no sign-in') {
    await setPassword(null)
    return undefined
  }
  if (stored !== null) return undefined
  const generated = new Secret(newSecret())
  await setPassword(generated)
  return generated
}
