import type { Principal } from '../domain/principal.ts'
import { Secret } from '../domain/secret.ts'
import type { ActorLookup } from './actor-lookup.ts'
import type { ActBy, AuditRecordOf } from './audit-trail.ts'
import type { Clock } from './ports.ts'
import type { SessionStore } from './ports-sessions.ts'
import type { Transactions } from './ports-transactions.ts'

export interface StartedSession {
  /** Value of the session cookie. */
  cookie: Secret
  actorUrn: string
  /** Seconds until it ends. */
  maxAgeSeconds: number
}

/** Where a request came from, before anybody is signed in. */
export interface Origin {
  address: string
  userAgent: string | null
}

/** How somebody showed who they are. */
export type SignInMeans = 'password' | 'sign-up' | 'single sign-on' | 'reset'

export interface Sessions {
  /** A session for somebody who has shown who they are. */
  start(actorUrn: string, means: SignInMeans, from: Origin): Promise<StartedSession>
  /** Who is behind a session cookie; nobody where the user is suspended or removed. */
  find(cookie: string): Promise<Principal | undefined>
  /** Ends the session of the cookie, on the server. */
  end(cookie: string, from: Origin): Promise<void>
  /** Removes sessions that have run out. */
  sweep(): Promise<number>
}

export interface SessionPorts {
  store: SessionStore
  transactions: Transactions
  actors: Pick<ActorLookup, 'find'>
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
  return {
    async start(actorUrn, means, from) {
      const value = newSecret()
      const createdAt = clock.now()
      const session = { id: digest(value), actorUrn, createdAt, expiresAt: createdAt + durationMs }
      const by: ActBy = { ...from, actorUrn }
      const act = auditRecordOf(by, { action: 'session.start', subject: actorUrn, details: { means } })
      await transactions.change(({ sessions, audit }) => {
        sessions.insert(session)
        audit.append(act)
      })
      return { cookie: new Secret(value), actorUrn, maxAgeSeconds: Math.floor(durationMs / 1000) }
    },
    async find(cookie) {
      if (!COOKIE_SHAPE.test(cookie)) return undefined
      const session = await store.find(digest(cookie))
      if (session === undefined || clock.now() >= session.expiresAt) return undefined
      const actor = await actors.find(session.actorUrn)
      if (actor?.status !== 'ACTIVE') return undefined
      return { via: 'session', actorUrn: session.actorUrn, sessionId: session.id }
    },
    async end(cookie, from) {
      const session = COOKIE_SHAPE.test(cookie) ? await store.find(digest(cookie)) : undefined
      if (session === undefined) return
      const { id, actorUrn } = session
      const act = auditRecordOf({ ...from, actorUrn }, { action: 'session.end', subject: actorUrn })
      await transactions.change(async ({ sessions, audit }) => {
        if (await sessions.delete(id)) audit.append(act)
      })
    },
    sweep: () => store.deleteExpired(clock.now()),
  }
}
