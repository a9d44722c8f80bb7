/** What a request that is authenticated by a cookie says of itself. */
export interface CookieRequest {
  method: string
  host: string | undefined
  origin: string | undefined
  secFetchSite: string | undefined
  contentType: string | undefined
}

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * May a browser session act by this request? The browser adds the cookie by itself, so a page of another origin could
 * send one (cross-site request forgery). A browser names the sender in `Sec-Fetch-Site` or `Origin`: it must be our own
 * origin, or the user's own navigation (`none`). Where neither is there no browser sent it, and the body must be JSON,
 * which a form cannot send; DELETE, which a form cannot send either, needs no body.
 */
export function sessionMayAct(request: CookieRequest): 'yes' | 'cross origin' | 'not JSON' {
  const { method, origin, secFetchSite, contentType } = request
  if (SAFE_METHODS.has(method)) return 'yes'
  if (!isSameOrigin(request)) return 'cross origin'
  const namesSender = origin !== undefined || secFetchSite !== undefined
  return namesSender || method === 'DELETE' || isJson(contentType) ? 'yes' : 'not JSON'
}

function isSameOrigin({ host, origin, secFetchSite }: CookieRequest): boolean {
  if (secFetchSite !== undefined && secFetchSite !== 'same-origin' && secFetchSite !== 'none') return false
  if (origin === undefined) return true
  const at = origin.indexOf('://')
  return at > 0 && origin.slice(at + 3) === host
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(';', 1)[0]?.trim().toLowerCase() === 'application/json'
}
