import type { ActorLookup } from '../../../src/app/directory/actor-lookup.ts'
import type { UserRecord } from '../../../src/app/ports/directory.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import type { Caller } from '../../../src/domain/caller.ts'

export const ALICE = 'urn:li:corpuser:alice'
export const BOB = 'urn:li:corpuser:bob'
/** Holds Manage All Access Tokens where a test grants it. */
export const MANAGER = 'urn:li:corpuser:manager'

export function user(urn: string, fields: Partial<UserRecord> = {}): UserRecord {
  return {
    urn,
    kind: 'USER',
    displayName: urn,
    email: null,
    title: null,
    passwordHash: null,
    status: 'ACTIVE',
    createdAt: 1_790_000_000_000,
    createdBy: null,
    removedAt: null,
    ...fields,
  }
}

/** Somebody who is signed in and asks from an address of documentation's (RFC 5737). */
export function caller(actorUrn: string): Caller {
  return {
    principal: { via: 'session', actorUrn, sessionId: 'the session' },
    address: '192.0.2.1',
    userAgent: 'a test',
  }
}

/** Somebody who asks with a token. */
export function tokenCaller(actorUrn: string, endsAtMs = Number.POSITIVE_INFINITY): Caller {
  return { ...caller(actorUrn), principal: { via: 'token', actorUrn, tokenId: idOfToken, endsAtMs } }
}

const idOfToken = Buffer.alloc(32, 7).toString('base64')

export function actor(urn: string, fields: Partial<Actor> = {}): Actor {
  return { urn, kind: 'USER', status: 'ACTIVE', groups: [], roles: [], sessionsSince: 0, ...fields }
}

/** A directory in which exactly these are. */
export function actorsOf(actors: readonly Actor[]): ActorLookup {
  const byUrn = new Map(actors.map((one) => [one.urn, one]))
  return { find: (urn) => byUrn.get(urn), forget() {}, isKnown: () => false, learning: () => () => undefined }
}

/** A directory in which everybody is, active. */
export const EVERYBODY: ActorLookup = {
  find: (urn) => actor(urn),
  forget() {},
  isKnown: () => false,
  learning: () => () => undefined,
}
