import type { StatedIdentity, TokenType } from './token-claims.ts'
import { tokenUrn } from './token-id.ts'

/** What the store keeps of a token; the token itself is never kept. Times are epoch milliseconds. */
export interface TokenRecord {
  /** DataHub's id: base64 of SHA-256(token || salt), 44 characters. */
  id: string
  name: string
  description: string | null
  type: TokenType
  /** Whom the token stands for. */
  actorUrn: string
  /** Who created it. */
  ownerUrn: string
  /** Name of the signing key, so that a ring of keys can rotate without a `kid` in the token. */
  keyId: string
  createdAt: number
  expiresAt: number | null
  lastUsedAt: number | null
  revokedAt: number | null
}

export type TokenState = 'active' | 'expired' | 'revoked'

export function tokenState(record: Pick<TokenRecord, 'expiresAt' | 'revokedAt'>, nowMs: number): TokenState {
  if (record.revokedAt !== null) return 'revoked'
  return record.expiresAt !== null && nowMs >= record.expiresAt ? 'expired' : 'active'
}

/**
 * When a token ends of which these are the record and the signed claims: the earlier of both ends, in epoch
 * milliseconds, `Infinity` for never. `undefined` where the two do not belong together; a claim without an end belongs
 * to a record without one.
 */
export function endOfToken(
  record: Pick<TokenRecord, 'actorUrn' | 'type' | 'expiresAt'>,
  stated: StatedIdentity,
): number | undefined {
  if (stated.actorUrn !== record.actorUrn || stated.type !== record.type) return undefined
  if (stated.expiresAtMs === null && record.expiresAt !== null) return undefined
  return Math.min(
    stated.expiresAtMs ?? Number.POSITIVE_INFINITY,
    record.expiresAt ?? Number.POSITIVE_INFINITY,
  )
}

/** The public face of a record: `Token` of design §2.4. */
export interface TokenView {
  id: string
  urn: string
  name: string
  description: string | null
  type: TokenType
  actorUrn: string
  ownerUrn: string
  createdAt: number
  expiresAt: number | null
  lastUsedAt: number | null
  state: TokenState
}

export function tokenView(record: TokenRecord, nowMs: number): TokenView {
  const { id, name, description, type, actorUrn, ownerUrn, createdAt, expiresAt, lastUsedAt } = record
  return {
    id,
    urn: tokenUrn(id),
    name,
    description,
    type,
    actorUrn,
    ownerUrn,
    createdAt,
    expiresAt,
    lastUsedAt,
    state: tokenState(record, nowMs),
  }
}
