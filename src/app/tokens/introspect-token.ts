import type { Caller } from '../../domain/caller.ts'
import { hasTokenShape } from '../../domain/credential.ts'
import { statedClaims } from '../../domain/stated-claims.ts'
import type { TokenType } from '../../domain/token-claims.ts'
import { tokenUrn } from '../../domain/token-id.ts'
import { endOfToken, type TokenRecord } from '../../domain/token-record.ts'
import { corpuserId } from '../../domain/urn.ts'
import type { Authorize } from '../access/authorize.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { Clock } from '../ports/core.ts'
import type { HashToken, TokenSigner, TokenStore } from '../ports/tokens.ts'

/** RFC 7662 §2.2; times are epoch seconds. What is beyond the RFC is named as in `Token`. */
export type Introspection =
  | { active: false }
  | {
      active: true
      token_type: 'Bearer'
      /** Bare id of the actor. */
      username: string
      /** `sub`, `iss` and `jti` as the token states them. */
      sub?: string
      iss?: string
      jti?: string
      iat: number
      /** Absent for a token that never ends. */
      exp?: number
      tokenId: string
      urn: string
      name: string
      type: TokenType
      actorUrn: string
      ownerUrn: string
    }

/**
 * What is to be said of a presented token to a caller: all of it where the caller is its actor, its owner, or holds
 * MANAGE_ACCESS_TOKENS, and it would be accepted at this moment; else that it is not active, and nothing more.
 */
export type IntrospectToken = (caller: Caller, token: string) => Promise<Introspection>

export interface IntrospectTokenPorts {
  store: Pick<TokenStore, 'find'>
  signer: Pick<TokenSigner, 'verify'>
  hashToken: HashToken
  actors: Pick<ActorLookup, 'find'>
  authorize: Authorize
  clock: Clock
}

const INACTIVE: Introspection = { active: false }

/**
 * RFC 7662 over the truth: each answer is one read of the store, so that no cache makes a revoked token active, and an
 * unknown, an expired, a revoked and somebody else's token cannot be told apart by the time that it takes.
 */
export function makeIntrospectToken(ports: IntrospectTokenPorts): IntrospectToken {
  const { store, signer, hashToken, actors, authorize, clock } = ports

  async function endOf(record: TokenRecord, token: string): Promise<number | undefined> {
    const now = clock.now()
    const stated = signer.verify(token, record.keyId)
    const endsAtMs = stated && endOfToken(record, stated)
    if (endsAtMs === undefined || now >= endsAtMs || record.revokedAt !== null) return undefined
    return (await actors.find(record.actorUrn))?.status === 'ACTIVE' ? endsAtMs : undefined
  }

  return async ({ principal: { actorUrn: callerUrn } }, token) => {
    const { allowed: managesAll } = await authorize(callerUrn, 'MANAGE_ACCESS_TOKENS')
    const record = hasTokenShape(token) ? await store.find(hashToken(token)) : undefined
    if (record === undefined) return INACTIVE
    if (!managesAll && record.actorUrn !== callerUrn && record.ownerUrn !== callerUrn) return INACTIVE
    const endsAtMs = await endOf(record, token)
    return endsAtMs === undefined ? INACTIVE : activeToken(record, token, endsAtMs)
  }
}

function activeToken(record: TokenRecord, token: string, endsAtMs: number): Introspection {
  const { id, name, type, actorUrn, ownerUrn, createdAt } = record
  return {
    active: true,
    token_type: 'Bearer',
    username: corpuserId(actorUrn) ?? actorUrn,
    ...statedNames(token),
    iat: Math.floor(createdAt / 1000),
    ...(endsAtMs !== Infinity && { exp: Math.floor(endsAtMs / 1000) }),
    tokenId: id,
    urn: tokenUrn(id),
    name,
    type,
    actorUrn,
    ownerUrn,
  }
}

function statedNames(token: string): { sub?: string; iss?: string; jti?: string } {
  const claims = statedClaims(token) ?? {}
  const names = ['sub', 'iss', 'jti'].filter((name) => typeof claims[name] === 'string')
  return Object.fromEntries(names.map((name) => [name, claims[name]]))
}
