import type { AuditRecordOf } from '../../src/app/audit/audit-trail.ts'
import type { RecordRefusal } from '../../src/app/audit/refusals.ts'
import type { AuditChainStore, AuditTrailStore } from '../../src/app/ports/audit.ts'
import type { CursorCodec } from '../../src/app/ports/core.ts'
import type { DirectoryStore } from '../../src/app/ports/directory.ts'
import type { IdempotencyStore } from '../../src/app/ports/idempotency.ts'
import type { PolicyStore } from '../../src/app/ports/policies.ts'
import type { SessionStore } from '../../src/app/ports/sessions.ts'
import type { HashToken, TokenLists, TokenSigner, TokenStore } from '../../src/app/ports/tokens.ts'
import type { Transactions } from '../../src/app/ports/transactions.ts'
import type { LastUseStore } from '../../src/app/ports/uses.ts'
import type { ReadsWithActor } from '../../src/app/ports/with-actor.ts'
import type { RefusedSignIn } from '../../src/app/sign-in/refused-sign-ins.ts'
import type { SealOf } from '../../src/domain/audit-chain.ts'
import type { Secret } from '../../src/domain/secret.ts'

/** The truth, in MySQL or SQLite. */
export interface Stores {
  tokens: TokenStore
  tokenLists: TokenLists
  directory: DirectoryStore
  sessions: SessionStore
  withActor: ReadsWithActor
  auditTrail: AuditTrailStore
  auditChain: AuditChainStore
  lastUse: LastUseStore
  idempotency: IdempotencyStore
  policies: PolicyStore
  /** The one way to change any of it. */
  transactions: Transactions
  /** Whether any token was ever made and is still on record, in whatever state. */
  hasTokens(): Promise<boolean>
  /** Rejects where the database does not answer. */
  ping(): Promise<void>
}

export interface Audit {
  /** Makes the record of an act, written by the transaction that the act is. */
  recordOf: AuditRecordOf
  /** Counts a refused sign-in, written within seconds; never throws, never waits. */
  noteRefusedSignIn(refused: RefusedSignIn): void
  recordRefusal: RecordRefusal
}

/** What is done with the deployment's signing key and salt. */
export interface Keys {
  signingKey: Secret
  signer: TokenSigner
  /** A version 1 session token as GMS makes them, for a GMS that shares the signing key. */
  signGmsSession(actorId: string, expiresAtMs: number): string
  hashToken: HashToken
  auditSealOf: SealOf
  /** Cursors of one kind of list; what that kind is called must change with the form of its positions. */
  cursorsOf<Position>(list: string): CursorCodec<Position>
}

/** Where the process is in its life, for the probes. */
export interface Lifecycle {
  started(): void
  stopping(): void
}
