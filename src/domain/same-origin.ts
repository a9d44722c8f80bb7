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
}

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

/**
 * May a browser session act by this request? The browser adds the cookie by itself, so a page of another origin could
 * send one (cross-site request forgery). A browser names the sender in `Sec-Fetch-Site` or `Origin`: it must be our own
 * origin, or the user's own navigation (`none`). Where neither is there no browser sent it, and the body must be JSON,
 * which a form cannot send; DELETE, which a form cannot send either, needs no body. What only reads may also be a link
 * from elsewhere that somebody followed: it fills the window, and who put it there sees nothing of it.
 */
export function sessionMayAct(request: CookieRequest): 'yes' | 'cross origin' | 'not JSON' {
  const { method, origin, secFetchSite, secFetchMode, contentType } = request
  const isSafe = SAFE_METHODS.has(method)
  if (!isSameOrigin(request)) return isSafe && secFetchMode === 'navigate' ? 'yes' : 'cross origin'
  const namesSender = origin !== undefined || secFetchSite !== undefined
  return isSafe || namesSender || method === 'DELETE' || isJson(contentType) ? 'yes' : 'not JSON'
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
