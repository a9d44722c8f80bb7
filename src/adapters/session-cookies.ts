import { parseCookie, type SetCookie, stringifySetCookie } from 'cookie'
import type { BrowserCookies, StartedSession } from '../app/ports/sessions.ts'

const SESSION_COOKIE = 'latchkey_session'

// DataHub's clients read the actor's URN from this cookie as it stands (its smoke tests use it verbatim).
const ACTOR_COOKIE = 'actor'

// Of DataHub's own front end (Play).
const PLAY_COOKIE = 'PLAY_SESSION'

// One for each sign-on under way, up to as many as there are slots.
const LOGIN_COOKIE = 'latchkey_sso_'

export interface SessionCookiesOptions {
  /** DataHub's AUTH_COOKIE_SECURE: browsers then send the cookies over TLS only. */
  secure: boolean
  /** Path of the callback of single sign-on, as browsers know it. */
  callbackPath: string
}

/** How a browser session, and a single sign-on under way, travel. */
export interface SessionCookies {
  /** The value of our session cookie in a `Cookie` field, or `undefined`. */
  read(field: string | undefined): string | undefined
  /** Everything in a `Cookie` field that says who is signed in. */
  readAll(field: string | undefined): BrowserCookies
  /** `Set-Cookie` fields of a session that has begun. */
  start(session: StartedSession): string[]
  /** `Set-Cookie` fields that take both cookies away. */
  end(): string[]
  /** `Set-Cookie` field of a single sign-on that has begun; `slot` is a digit. */
  startLogin(login: { slot: string; sealed: string; maxAgeSeconds: number }): string
  readLogin(field: string | undefined, slot: string): string | undefined
  endLogin(slot: string): string
}

// RFC 6265 §4.1.1 has no blank, quote, comma, semicolon, backslash or control in a value, and nothing beyond ASCII.
const keepUrn = (urn: string) =>
  urn.replace(/[^\x21\x23-\x2b\x2d-\x3a\x3c-\x5b\x5d-\x7e]/gu, encodeURIComponent)

const asItStands = (value: string) => value

/** DataHub's cookies and ours, by the rules of RFC 6265. */
export function makeSessionCookies({ secure, callbackPath }: SessionCookiesOptions): SessionCookies {
  const common = { path: '/', sameSite: 'lax', ...(secure && { secure }) } satisfies Partial<SetCookie>
  const login = (slot: string): Omit<SetCookie, 'value'> => ({
    ...common,
    name: LOGIN_COOKIE + slot,
    path: callbackPath,
    httpOnly: true,
  })
  return {
    read: (field) => (field?.includes(SESSION_COOKIE) ? parseCookie(field)[SESSION_COOKIE] : undefined),
    readAll(field) {
      if (field === undefined) return {}
      const cookies = parseCookie(field, { decode: asItStands })
      return { ours: cookies[SESSION_COOKIE], play: cookies[PLAY_COOKIE], actor: cookies[ACTOR_COOKIE] }
    },
    start({ cookie, actorUrn, maxAgeSeconds: maxAge }) {
      return [
        stringifySetCookie({
          ...common,
          maxAge,
          name: SESSION_COOKIE,
          value: cookie.reveal(),
          httpOnly: true,
        }),
        stringifySetCookie({ ...common, maxAge, name: ACTOR_COOKIE, value: actorUrn }, { encode: keepUrn }),
      ]
    },
    end: () =>
      [SESSION_COOKIE, ACTOR_COOKIE].map((name) =>
        stringifySetCookie({ name, value: '', path: '/', maxAge: 0, ...(secure && { secure }) }),
      ),
    startLogin: ({ slot, sealed, maxAgeSeconds: maxAge }) =>
      stringifySetCookie({ ...login(slot), value: sealed, maxAge }),
    readLogin: (field, slot) => (field === undefined ? undefined : parseCookie(field)[LOGIN_COOKIE + slot]),
    endLogin: (slot) => stringifySetCookie({ ...login(slot), value: '', maxAge: 0 }),
  }
}
