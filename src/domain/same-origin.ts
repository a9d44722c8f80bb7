/** What a request says of who sent it; names as in the header, `undefined` where it is not there. */
export interface Sender {
  host: string | undefined
  origin: string | undefined
  secFetchSite: string | undefined
}

/** What a request that is authenticated by a cookie says of itself. */
export interface CookieRequest extends Sender {
  method: string
  secFetchMode: string | undefined
  contentType: string | undefined
  hasBody: boolean
}

/** What a route takes from a session: JSON alone, or `any` body, which is handed to GMS as it is. */
export type SessionBodies = 'JSON' | 'any'

/** Reads a sender from header fields, names in lower case. */
export function senderOf(headers: Readonly<Record<string, string | string[] | undefined>>): Sender {
  return {
    host: headers.host?.toString(),
    origin: headers.origin?.toString(),
    secFetchSite: headers['sec-fetch-site']?.toString(),
  }
}

const DEFAULT_PORTS = { http: ':80', https: ':443' }

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

// Fetch §2.2.1: a page of another origin sends these only after it has asked, and nobody answers that it may.
const PREFLIGHTED_METHODS = new Set(['PUT', 'PATCH', 'DELETE'])

/**
 * May a browser session act by this request? The browser adds the cookie by itself, so a page of another origin could
 * send one (cross-site request forgery). A browser names the sender in `Sec-Fetch-Site` or `Origin`: it must be our own
 * origin, or the user's own navigation (`none`). What only reads may also be a link from elsewhere that somebody followed:
 * it fills the window, and who put it there sees nothing of it.
 *
 * What changes something has, besides, a body of JSON, which another origin cannot send without asking first: `Origin`
 * alone would let in a page at `http` on our host (see `isSameOrigin`), and may be missing. Without a body and without a
 * type it is enough that the method is one that must be asked for, or that `Sec-Fetch-Site`, which does compare schemes,
 * says `same-origin`. A route that takes `any` body takes another one where a sender is named.
 */
export function sessionMayAct(
  request: CookieRequest,
  bodies: SessionBodies,
): 'yes' | 'cross origin' | 'not JSON' {
  const { method, origin, secFetchSite, secFetchMode, contentType, hasBody } = request
  const isSafe = SAFE_METHODS.has(method)
  if (!isSameOrigin(request)) return isSafe && secFetchMode === 'navigate' ? 'yes' : 'cross origin'
  if (isSafe || isJson(contentType)) return 'yes'
  if (bodies === 'any' && (origin !== undefined || secFetchSite !== undefined)) return 'yes'
  const isEmpty = !hasBody && contentType === undefined
  const isOurs = PREFLIGHTED_METHODS.has(method) || secFetchSite === 'same-origin'
  return isEmpty && isOurs ? 'yes' : 'not JSON'
}

/**
 * Whether nothing says that a page of another origin sent this. Schemes are not compared: behind a proxy that ends TLS
 * the browser is at `https` and we see `http`, and what a proxy says of that anybody could say. A page at `http` on our
 * host is told apart by `Sec-Fetch-Site`.
 */
export function isSameOrigin({ host, origin, secFetchSite }: Sender): boolean {
  if (secFetchSite !== undefined && secFetchSite !== 'same-origin' && secFetchSite !== 'none') return false
  if (origin === undefined) return true
  const [, scheme = '', sender] = /^(https?):\/\/(.+)$/.exec(origin.toLowerCase()) ?? []
  if (sender === undefined || host === undefined) return false
  // RFC 9110 §4.2.3: a host is the same in any case, and with its scheme's port or without. Browsers leave that out; some
  // proxies put it in.
  const to = host.toLowerCase()
  return to === sender || to === sender + DEFAULT_PORTS[scheme as 'http' | 'https']
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
}
