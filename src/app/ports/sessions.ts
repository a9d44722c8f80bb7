import type { Secret } from '../../domain/secret.ts'

export interface SessionRecord {
  /** Base64 of SHA-256 of the cookie's value: who reads the table cannot sign in. */
  id: string
  actorUrn: string
  createdAt: number
  expiresAt: number
}

export interface SessionStore {
  find(id: string): Promise<SessionRecord | undefined>
  /** Removes what expired before `nowMs`; returns how many sessions that were. */
  deleteExpired(nowMs: number): Promise<number>
}

export interface SessionWrites {
  insert(session: SessionRecord): void
  delete(id: string): Promise<boolean>
  /** Ends every session of one user, those of DataHub's own that began before `atMs` included (`Actor.sessionsSince`). */
  endByActor(actorUrn: string, atMs: number): void
  /**
   * Uses a single sign-on up, named by base64 of SHA-256 of its `state`, which is remembered until `expiresAt` (epoch
   * milliseconds); `false` where it was used before.
   */
  takeLogin(digest: string, expiresAt: number): Promise<boolean>
}

/** What of a browser's cookies says who is signed in. */
export interface BrowserCookies {
  /** `latchkey_session`. */
  ours?: string | undefined
  /** `PLAY_SESSION`, DataHub's own session. */
  play?: string | undefined
  /** `actor`, as it stands: DataHub's session counts only where this names the same actor. */
  actor?: string | undefined
}

export interface StartedSession {
  /** Value of the session cookie. */
  cookie: Secret
  actorUrn: string
  /** Seconds until it ends. */
  maxAgeSeconds: number
}
