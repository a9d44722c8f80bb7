/** What a route demands of its caller; each route declares one, or the service does not start. */
export type Access =
  /** Anybody. The reason is for the reader of the route. */
  | { kind: 'public'; why: string }
  /** A signed-in user or a token. */
  | { kind: 'principal' }
  /** Answered with GMS: a principal, or anybody where DataHub's authentication is switched off. */
  | { kind: 'gms' }
  /** Likewise, and forwarded to GMS as it is, whatever type its body has. */
  | { kind: 'proxied' }
