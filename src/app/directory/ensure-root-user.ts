import { Secret } from '../../domain/secret.ts'
import { ROOT_USER_URN } from '../../domain/urn.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import type { Clock } from '../ports/core.ts'
import type { DirectoryStore } from '../ports/directory.ts'
import type { PasswordHasher } from '../ports/sign-in.ts'
import { DuplicateError, type Transactions } from '../ports/transactions.ts'

export interface EnsureRootUserPorts {
  directory: Pick<DirectoryStore, 'findUser'>
  transactions: Transactions
  auditRecordOf: AuditRecordOf
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
  { directory, transactions, auditRecordOf, hasher, clock, newSecret }: EnsureRootUserPorts,
  { configured, otherwise }: RootPasswordRule,
): Promise<GeneratedPassword | undefined> {
  const root = await directory.findUser(ROOT_USER_URN)
  const stored = root?.passwordHash ?? null

  async function setPassword(password: Secret | null): Promise<void> {
    const passwordHash = password === null ? null : await hasher.hash(password.reveal())
    const act = auditRecordOf('the service', { action: 'user.password', subject: ROOT_USER_URN })
    await create()
    const now = clock.now()
    await transactions.change(async (writes) => {
      await writes.directory.setPassword(ROOT_USER_URN, passwordHash)
      writes.sessions.endByActor(ROOT_USER_URN, now)
      writes.audit.append(act)
    })
  }

  /** Two processes may start at once: the second finds it there. */
  async function create(): Promise<void> {
    if (root !== undefined) return
    const user = {
      urn: ROOT_USER_URN,
      kind: 'USER',
      displayName: 'DataHub',
      email: null,
      title: 'DataHub Root User',
      passwordHash: null,
      status: 'ACTIVE',
      createdAt: clock.now(),
      createdBy: null,
      removedAt: null,
    } as const
    const act = auditRecordOf('the service', { action: 'user.create', subject: ROOT_USER_URN })
    await transactions
      .change((writes) => {
        writes.directory.insertUser(user)
        writes.audit.append(act)
      })
      .catch((error: unknown) => {
        if (!(error instanceof DuplicateError)) throw error
      })
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
