const LENGTH_MAX = 2000

// Where nobody wants to arrive after having signed in: they sign in or out, or lead back to where one came from.
const NOT_AFTER_SIGN_IN = /^\/(?:log(?:in|out)|sso|authenticate|callback(?:\/.*)?)\/*$/i

const BASE = 'http://own.invalid'

/**
 * The path, query and fragment to go on to after signing in, from what a link asks for (`redirect_uri`, percent-decoded);
 * `/` for whatever could lead to another origin, or to signing in again. Attacks: `https://evil.example`, `//evil.example`,
 * `/\evil.example`, `/%2f/evil.example` behind a proxy that decodes, a tab or line break inside any of them, which
 * browsers leave out; `/%6cogOut`, which our router decodes.
 */
export function ownPath(asked: string | undefined): string {
  if (asked === undefined || asked.length > LENGTH_MAX || !/^\/(?![/\\])[!-[\]-~]*$/.test(asked)) return '/'
  const { pathname, search, hash } = new URL(asked, BASE)
  // Dot segments are gone by now: `/..//evil.example` is `//evil.example`.
  if (/^\/(?:[/\\]|%2f|%5c)/i.test(pathname)) return '/'
  const path = decoded(pathname)
  if (path === undefined || NOT_AFTER_SIGN_IN.test(path)) return '/'
  return pathname + search + hash
}

/** `undefined` where it is not percent-encoded UTF-8. */
function decoded(pathname: string): string | undefined {
  try {
    return decodeURIComponent(pathname)
  } catch {
    return undefined
  }
}
