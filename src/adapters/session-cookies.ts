import { parseCookie, stringifySetCookie } from 'cookie'
import type { StartedSession } from '../app/sign-in.ts'

const SESSION_COOKIE = 'latchkey_session'

// DataHub's clients read the actor's URN from this cookie as it stands (its smoke tests use it verbatim).
const ACTOR_COOKIE = 'actor'

/** The value of our session cookie in a `Cookie` field, or `undefined`. */
export function readSessionCookie(field: string | undefined): string | undefined {
  return field?.includes(SESSION_COOKIE) ? parseCookie(field)[SESSION_COOKIE] : undefined
}

/** `Set-Cookie` fields of a session that has begun. */
export function startCookies({ cookie, actorUrn, maxAgeSeconds: maxAge }: StartedSession): string[] {
  const common = { path: '/', sameSite: 'lax', maxAge } as const
  const verbatim = { encode: (value: string) => value }
  return [
    stringifySetCookie({ ...common, name: SESSION_COOKIE, value: cookie.reveal(), httpOnly: true }),
    stringifySetCookie({ ...common, name: ACTOR_COOKIE, value: actorUrn }, verbatim),
  ]
}

/** `Set-Cookie` fields that take both cookies away. */
export function endCookies(): string[] {
  return [SESSION_COOKIE, ACTOR_COOKIE].map((name) =>
    stringifySetCookie({ name, value: '', path: '/', maxAge: 0 }),
  )
}
