import type {
  CursorCodec,
  HashToken,
  SessionStore,
  TokenSigner,
  TokenStore,
  UserStore,
} from '../../src/app/ports.ts'
import type { Secret } from '../../src/domain/secret.ts'

/** The truth, in MySQL or SQLite. */
export interface Stores {
  tokens: TokenStore
  users: UserStore
  sessions: SessionStore
  /** Whether any token was ever made and is still on record, in whatever state. */
  hasTokens(): Promise<boolean>
  /** Rejects where the database does not answer. */
  ping(): Promise<void>
}

/** What is done with the deployment's signing key and salt. */
export interface Keys {
  signingKey: Secret
  signer: TokenSigner
  /** A version 1 session token as GMS makes them, for a GMS that shares the signing key. */
  signGmsSession(actorId: string, expiresAtMs: number): string
  hashToken: HashToken
  cursors: CursorCodec
}

/** Where the process is in its life, for the probes. */
export interface Lifecycle {
  started(): void
  stopping(): void
}
