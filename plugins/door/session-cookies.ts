import { parseCookie, stringifySetCookie } from 'cookie'
import fp from 'fastify-plugin'
import type { StartedSession } from '../../src/app/sessions.ts'

const SESSION_COOKIE = 'latchkey_session'

// DataHub's clients read the actor's URN from this cookie as it stands (its smoke tests use it verbatim).
const ACTOR_COOKIE = 'actor'

/** How a browser session travels. */
export interface SessionCookies {
  /** The value of our session cookie in a `Cookie` field, or `undefined`. */
  read(field: string | undefined): string | undefined
  /** `Set-Cookie` fields of a session that has begun. */
  start(session: StartedSession): string[]
  /** `Set-Cookie` fields that take both cookies away. */
  end(): string[]
}

// RFC 6265 §4.1.1 has no blank, quote, comma, semicolon, backslash or control in a value, and nothing beyond ASCII.
const keepUrn = (urn: string) =>
  urn.replace(/[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/gu, encodeURIComponent)

const sessionCookies: SessionCookies = {
  read: (field) => (field?.includes(SESSION_COOKIE) ? parseCookie(field)[SESSION_COOKIE] : undefined),
  start({ cookie, actorUrn, maxAgeSeconds: maxAge }) {
    const common = { path: '/', sameSite: 'lax', maxAge } as const
    return [
      stringifySetCookie({ ...common, name: SESSION_COOKIE, value: cookie.reveal(), httpOnly: true }),
      stringifySetCookie({ ...common, name: ACTOR_COOKIE, value: actorUrn }, { encode: keepUrn }),
    ]
  },
  end: () =>
    [SESSION_COOKIE, ACTOR_COOKIE].map((name) =>
      stringifySetCookie({ name, value: '', path: '/', maxAge: 0 }),
    ),
}

export default fp(
  async (door) => {
    door.decorate('sessionCookies', sessionCookies)
  },
  { name: 'session-cookies' },
)
