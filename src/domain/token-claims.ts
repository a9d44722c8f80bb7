import { corpuserUrn } from './urn.ts'

/** Token types that Latchkey issues or imports. DataHub's `SESSION` tokens are never accepted from a caller. */
export type TokenType = 'PERSONAL' | 'SERVICE_ACCOUNT'

/**
 * Claims of a DataHub access token, in the order in which DataHub writes them (StatelessTokenService.java): `version`
 * is the string "2" for a token that is kept in a store and can be revoked, `exp` is in whole epoch seconds and absent
 * for a token that never expires.
 */
export interface TokenClaims {
  actorType: 'USER'
  actorId: string
  type: TokenType
  version: '2'
  jti: string
  sub: string
  exp?: number
  iss?: string
}

export interface ClaimsInput {
  actorId: string
  type: TokenType
  jti: string
  /** Epoch milliseconds, or `null` for never. Truncated to seconds, as DataHub does. */
  expiresAtMs: number | null
  issuer: string
}

/** Builds the claims of a new token; property order is part of the wire format. */
export function buildClaims({ actorId, type, jti, expiresAtMs, issuer }: ClaimsInput): TokenClaims {
  const head = { actorType: 'USER', actorId, type, version: '2', jti, sub: actorId } as const
  return expiresAtMs === null
    ? { ...head, iss: issuer }
    : { ...head, exp: Math.floor(expiresAtMs / 1000), iss: issuer }
}

/** Claims of a version 1 session token as GMS mints them for a browser; for GMS only, never accepted from a caller. */
export function buildSessionClaims({
  actorId,
  jti,
  expiresAtMs,
  issuer,
}: Omit<ClaimsInput, 'type'> & { expiresAtMs: number }) {
  const exp = Math.floor(expiresAtMs / 1000)
  return {
    actorType: 'USER',
    actorId,
    type: 'SESSION',
    version: '1',
    jti,
    sub: actorId,
    exp,
    iss: issuer,
  } as const
}

/** What verification needs of a token's claims once its signature is known to be good. */
export interface StatedIdentity {
  actorUrn: string
  type: TokenType
  /** Epoch milliseconds from `exp`, or `null`. */
  expiresAtMs: number | null
}

// What DataHub writes, and nothing beside it: a claim that is not looked at, such as `nbf`, must not be there to be missed.
const CLAIMS = new Set(['actorType', 'actorId', 'type', 'version', 'jti', 'sub', 'exp', 'iss'])

/**
 * Reads the claims of a signed payload. Anything but a version 2 token of a user is `undefined`: version 1 tokens
 * (sessions, the deprecated `getAccessToken`) are in no store and so cannot be revoked. What `jti`, `sub` and `iss` say
 * is not looked at, as in DataHub.
 */
export function readClaims(payload: unknown): StatedIdentity | undefined {
  if (typeof payload !== 'object' || payload === null || Array.isArray(payload)) return undefined
  if (!Object.keys(payload).every((claim) => CLAIMS.has(claim))) return undefined
  const { actorType, actorId, type, version, exp, iss = '' } = payload as Record<string, unknown>
  if (typeof iss !== 'string') return undefined
  if (actorType !== 'USER' || version !== '2') return undefined
  if (type !== 'PERSONAL' && type !== 'SERVICE_ACCOUNT') return undefined
  if (typeof actorId !== 'string' || actorId.length === 0) return undefined
  if (exp !== undefined && !(Number.isSafeInteger(exp) && (exp as number) > 0)) return undefined
  return {
    actorUrn: corpuserUrn(actorId),
    type,
    expiresAtMs: exp === undefined ? null : (exp as number) * 1000,
  }
}
