/**
 * Two spellings of one token id (DataHub: base64 of SHA-256(token || salt)): DataHub's own, padded, 44 characters, used
 * in URNs and bodies; and base64url without padding, 43 characters, used in our paths.
 */
export const TOKEN_URN_PREFIX = 'urn:li:dataHubAccessToken:'

// The 43rd character carries 4 of the 256 bits, so its two low bits are zero in the one canonical spelling.
const CANONICAL_PADDED = /^[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/
const CANONICAL_URL = /^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

export function tokenUrn(id: string): string {
  return TOKEN_URN_PREFIX + id
}

/** DataHub's spelling of an id that came in a path or a body in either spelling; `undefined` if it is neither. */
export function parseTokenId(text: string): string | undefined {
  if (CANONICAL_PADDED.test(text)) return text
  if (CANONICAL_URL.test(text)) return `${text.replaceAll('-', '+').replaceAll('_', '/')}=`
  return undefined
}

/** The spelling for our paths of an id in DataHub's spelling. */
export function tokenIdForPath(id: string): string {
  return id.replaceAll('+', '-').replaceAll('/', '_').slice(0, -1)
}
