import type { Principal } from '../domain/principal.ts'
import { Secret } from '../domain/secret.ts'
import { corpuserId, corpuserUrn } from '../domain/urn.ts'
import type { Clock, PasswordHasher, SessionStore, UserStore } from './ports.ts'

export interface StartedSession {
  /** Value of the session cookie. */
  cookie: Secret
  actorUrn: string
  /** Seconds until it ends. */
  maxAgeSeconds: number
}

export interface Sessions {
  /** A session for the right name and password; `undefined` for anything else, in the same time. */
  signIn(username: string, password: Secret): Promise<StartedSession | undefined>
  /** Who is behind a session cookie. */
  find(cookie: string): Promise<Principal | undefined>
  /** Ends the session of the cookie, on the server. */
  end(cookie: string): Promise<void>
  /** Removes sessions that have run out. */
  sweep(): Promise<number>
}

export interface SessionPorts {
  users: Pick<UserStore, 'find'>
  store: SessionStore
  hasher: PasswordHasher
  clock: Clock
  /** 256 random bits, base64url, 43 characters. */
  newSecret: () => string
  /** Base64 of SHA-256. */
  digest: (text: string) => string
  durationMs: number
}

const COOKIE_SHAPE = /^[A-Za-z0-9_-]{43}$/

export function makeSessions(ports: SessionPorts): Sessions {
  const { users, store, hasher, clock, newSecret, digest, durationMs } = ports
  return {
    async signIn(username, password) {
      const actorUrn = corpuserUrn(username)
      const user = corpuserId(actorUrn) === undefined ? undefined : await users.find(actorUrn)
      const active = user?.status === 'ACTIVE' ? user : undefined
      if (!(await hasher.verify(active?.passwordHash ?? null, password.reveal())) || active === undefined)
        return
      const value = newSecret()
      const createdAt = clock.now()
      await store.insert({ id: digest(value), actorUrn, createdAt, expiresAt: createdAt + durationMs })
      return { cookie: new Secret(value), actorUrn, maxAgeSeconds: Math.floor(durationMs / 1000) }
    },
    async find(cookie) {
      if (!COOKIE_SHAPE.test(cookie)) return undefined
      const session = await store.find(digest(cookie))
      if (session === undefined || clock.now() >= session.expiresAt) return undefined
      return { via: 'session', actorUrn: session.actorUrn, sessionId: session.id }
    },
    async end(cookie) {
      if (COOKIE_SHAPE.test(cookie)) await store.delete(digest(cookie))
    },
    sweep: () => store.deleteExpired(clock.now()),
  }
}
