import type { TokenRecord } from '../../domain/token-record.ts'
import type { AuditWrites } from './audit.ts'
import type { DirectoryWrites } from './directory.ts'
import type { IdempotencyWrites } from './idempotency.ts'
import type { PolicyWrites } from './policies.ts'
import type { SessionWrites } from './sessions.ts'
import type { TokenFilter } from './tokens.ts'
import type { LastUseWrites } from './uses.ts'

export interface TokenWrites {
  /** Rejects with `DuplicateError` where there is a token with this id. */
  insert(record: TokenRecord): void
  /** Marks a token revoked; `false` where there is none or it is revoked already. */
  revoke(id: string, revokedAtMs: number): Promise<boolean>
  /**
   * Marks every token of an actor revoked that is not yet, some thousands in a statement, however many there are; gives
   * their ids.
   */
  revokeByActor(actorUrn: string, revokedAtMs: number): Promise<string[]>
  /** Revokes those of some tokens that match and are not revoked; gives their ids. */
  revokeMatching(ids: readonly string[], filter: TokenFilter, revokedAtMs: number): Promise<string[]>
  /**
   * Puts tokens that expired at `untilMs` or before, `limit` at the most, where lists look for expired ones; gives how
   * many. Lists answer the same before and after, only slower while many wait.
   */
  lapse(untilMs: number, limit: number): Promise<number>
}

/** What one transaction may write. */
export interface Writes {
  tokens: TokenWrites
  directory: DirectoryWrites
  sessions: SessionWrites
  lastUse: LastUseWrites
  idempotency: IdempotencyWrites
  policies: PolicyWrites
  audit: AuditWrites
}

/**
 * Changes of the truth. Each is one transaction: what `work` wrote is all there when `change` resolves, its audit record
 * too, or nothing of it when it rejects. `work` may run again from its start where the database asks for it, so it
 * does nothing but write; it reads nothing outside of what its writes return.
 */
export interface Transactions {
  change<T>(work: (writes: Writes) => T | Promise<T>): Promise<T>
}

/** A value does not fit its column; nothing was written. */
export class UnfitValueError extends Error {
  override readonly name = 'UnfitValueError'
}

/** A row with this key was there already; nothing was written. */
export class DuplicateError extends Error {
  override readonly name = 'DuplicateError'
}
