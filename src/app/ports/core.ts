import type { GmsIdentity } from '../../domain/gms-identity.ts'
import type { PolicyDocument } from '../../domain/policy.ts'
import type { Principal } from '../../domain/principal.ts'
import type { StatedIdentity, TokenClaims } from '../../domain/token-claims.ts'
import type { TokenRecord } from '../../domain/token-record.ts'

/** What the use-cases need of the world. Adapters implement these; tests hand in their own. */

export interface Clock {
  /** Wall clock, epoch milliseconds. */
  now(): number
  /** Never goes back; milliseconds from an arbitrary origin. For ages and time-outs. */
  monotonic(): number
}

/** Tokens, the truth. Each method is one statement on the primary; a failing database rejects. */
export interface TokenStore {
  find(id: string): Promise<TokenRecord | undefined>
}

/** A token record read from the truth at `readAtMs`, as cached. */
export interface CachedToken {
  record: TokenRecord
  /** Wall clock before the read was sent, epoch milliseconds: the entry is true at some moment after it. */
  readAtMs: number
}

/** A shared tier of cached token records, below the in-process one. May be absent, slow or lying, never believed bare. */
export interface SharedTokenCache {
  /** An authentic, fresh entry or `undefined`; never rejects. */
  get(id: string): Promise<CachedToken | undefined>
  /** Best effort; never rejects. */
  set(entry: CachedToken): Promise<void>
  /** Best effort; never rejects. */
  delete(id: string): Promise<void>
}

/** Signs and checks DataHub's tokens with the ring's keys. */
export interface TokenSigner {
  /** Name of the key that signs now. */
  readonly keyId: string
  sign(claims: TokenClaims): string
  /** The signed identity, or `undefined` where the signature is wrong or the claims are not of a token of ours. */
  verify(token: string, keyId: string): StatedIdentity | undefined
}

/** DataHub's id of a token: base64(SHA-256(token || salt)). */
export type HashToken = (token: string) => string

export interface PasswordHasher {
  /** Whether a password that came now would be taken up. */
  hasRoom(): boolean
  hash(password: string): Promise<string>
  /** Takes as long for `hash` = `null` (an unknown user) as for a wrong password. */
  verify(hash: string | null, password: string): Promise<boolean>
}

export interface PolicySource {
  policies(): readonly PolicyDocument[]
}

/** The in-process tier: bounded, synchronous. */
export interface LocalCache<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
  clear(): void
  readonly size: number
}

/** What a list was asked for, without the size of its pages: plain JSON values. */
export type ListQuery = Readonly<Record<string, unknown>>

/**
 * Seals positions in a list, so that a cursor tells nothing, can only come from us, and goes on with the list that it
 * came from. Positions are small and plain JSON.
 */
export interface CursorCodec<Position> {
  seal(query: ListQuery, position: Position): string
  /** Errors: INVALID_REQUEST for what `seal` did not make, and for a cursor of another query. */
  open(query: ListQuery, cursor: string): Position
}

/** A session token of GMS for one actor. */
export interface GmsSession {
  token: string
  /** Epoch milliseconds. */
  expiresAtMs: number
}

/** `undefined` where GMS must be told an actor and there is none. */
export type GmsIdentityFor = (
  principal: Principal | null,
  callerAuthorization: string | undefined,
) => GmsIdentity | undefined | Promise<GmsIdentity>
