import type { Client } from '../../domain/caller.ts'
import type { Principal } from '../../domain/principal.ts'
import { Secret } from '../../domain/secret.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { AuditRecord } from '../ports/audit.ts'
import type { Clock } from '../ports/core.ts'
import type { SessionRecord, SessionStore, StartedSession } from '../ports/sessions.ts'
import type { Transactions, Writes } from '../ports/transactions.ts'

/** Who signs in. */
export interface SignInClient extends Client {
  /**
   * Our session cookie, where one came along: the session ends with the sign-in, so that who planted it (session
   * fixation), or used the machine before, has nothing in hand.
   */
  cookie?: string | undefined
}

/** How somebody showed who they are. */
export type SignInMeans = 'password' | 'sign-up' | 'single sign-on' | 'reset'

/** A session that begins when the transaction commits into which it is written. */
export interface PreparedSession {
  started: StartedSession
  /** To be awaited by the work of the transaction. */
  write(writes: Pick<Writes, 'sessions' | 'audit'>): Promise<void>
}

export interface Sessions {
  /** A session for somebody who has shown who they are. */
  prepare(actorUrn: string, means: SignInMeans, from: SignInClient): Promise<PreparedSession>
  /** Who is behind a session cookie; nobody where the user is suspended or removed, and the session ends then. */
  find(cookie: string): Promise<Principal | undefined>
  /** Ends the session of the cookie, on the server. */
  end(cookie: string, from: Client): Promise<void>
  /** Removes what has run out; returns how many sessions that were. */
  sweep(): Promise<number>
}

export interface SessionPorts {
  store: SessionStore
  transactions: Transactions
  actors: Pick<ActorLookup, 'find' | 'forget'>
  auditRecordOf: AuditRecordOf
  clock: Clock
  /** 256 random bits, base64url, 43 characters. */
  newSecret: () => string
  /** Base64 of SHA-256. */
  digest: (text: string) => string
  durationMs: number
}

const COOKIE_SHAPE = /^[A-Za-z0-9_-]{43}$/

export function makeSessions(ports: SessionPorts): Sessions {
  const { store, transactions, actors, auditRecordOf, clock, newSecret, digest, durationMs } = ports

  async function behind(cookie: string | undefined): Promise<SessionRecord | undefined> {
    return cookie !== undefined && COOKIE_SHAPE.test(cookie) ? store.find(digest(cookie)) : undefined
  }

  function ending(session: SessionRecord, { address, userAgent }: Client) {
    const { actorUrn } = session
    const act = auditRecordOf({ address, userAgent, actorUrn }, { action: 'session.end', subject: actorUrn })
    return endingBy(act, session)
  }

  /** Writes the end of a session, once, whoever else ends it at the same time. */
  function endingBy(act: AuditRecord, { id }: SessionRecord) {
    return async ({ sessions, audit }: Pick<Writes, 'sessions' | 'audit'>) => {
      if (await sessions.delete(id)) audit.append(act)
    }
  }

  /** The directory has said that they are not active, perhaps before they were let in again: it is asked anew. */
  async function endUnlessActive(session: SessionRecord): Promise<boolean> {
    const { actorUrn } = session
    actors.forget(actorUrn)
    const actor = await actors.find(actorUrn)
    if (actor?.status === 'ACTIVE') return false
    const details = { because: 'the user is not active' }
    const act = auditRecordOf('the service', { action: 'session.end', subject: actorUrn, details })
    await transactions.change(endingBy(act, session))
    return true
  }

  async function prepare(actorUrn: string, means: SignInMeans, from: SignInClient): Promise<PreparedSession> {
    const old = await behind(from.cookie)
    const end = old && ending(old, from)
    const value = newSecret()
    const createdAt = clock.now()
    const session = { id: digest(value), actorUrn, createdAt, expiresAt: createdAt + durationMs }
    const { address, userAgent } = from
    const act = auditRecordOf(
      { address, userAgent, actorUrn },
      { action: 'session.start', subject: actorUrn, details: { means } },
    )
    return {
      started: { cookie: new Secret(value), actorUrn, maxAgeSeconds: Math.floor(durationMs / 1000) },
      async write(writes) {
        await end?.(writes)
        writes.sessions.insert(session)
        writes.audit.append(act)
      },
    }
  }

  return {
    prepare,
    async find(cookie) {
      const session = await behind(cookie)
      if (session === undefined || clock.now() >= session.expiresAt) return undefined
      const actor = await actors.find(session.actorUrn)
      if (actor?.status !== 'ACTIVE' && (await endUnlessActive(session))) return undefined
      return { via: 'session', actorUrn: session.actorUrn, sessionId: session.id }
    },
    async end(cookie, from) {
      const session = await behind(cookie)
      if (session !== undefined) await transactions.change(ending(session, from))
    },
    sweep: () => store.deleteExpired(clock.now()),
  }
}
