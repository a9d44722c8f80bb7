/** DataHub's tokens are about 350 characters; the bound leaves room for long actor ids and stops a parser bomb. */
const TOKEN_LENGTH_MAX = 4096

// The base64url of `{"alg":"HS256"}`: DataHub writes no other header, and so the algorithm is pinned before any parsing.
const HEADER_SEGMENT = 'eyJhbGciOiJIUzI1NiJ9.'

// The signature's 43rd character carries 4 of its 256 bits, so its two low bits are zero in the one canonical spelling.
const PAYLOAD_AND_SIGNATURE = /^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$/

/** What a request presents in its `Authorization` header. */
export type Credential =
  | { kind: 'none' }
  /** `token` is whatever followed the scheme: see `hasTokenShape`. */
  | { kind: 'bearer'; token: string }
  /** Another scheme, or far too long. */
  | { kind: 'unusable' }
  /** Two `Authorization` headers: RFC 6750 §2 allows one way of presenting a token, RFC 9110 §5.3 one such field. */
  | { kind: 'ambiguous' }

const NONE: Credential = { kind: 'none' }
const UNUSABLE: Credential = { kind: 'unusable' }
const AMBIGUOUS: Credential = { kind: 'ambiguous' }

/**
 * Reads the credential of a request from its raw header list (`[name, value, name, value, …]`). The raw list, because
 * Node's parsed headers silently keep the first of two `Authorization` fields.
 */
export function credentialFrom(rawHeaders: readonly string[]): Credential {
  let value: string | undefined
  for (let i = 0; i < rawHeaders.length; i += 2) {
    const name = rawHeaders[i] as string
    if (name.length !== 13 || name.toLowerCase() !== 'authorization') continue
    if (value !== undefined) return AMBIGUOUS
    value = rawHeaders[i + 1] as string
  }
  return value === undefined ? NONE : bearerCredential(value)
}

// RFC 9110 §11.1: the scheme is case-insensitive and followed by one or more spaces.
function bearerCredential(value: string): Credential {
  if (value.length > TOKEN_LENGTH_MAX + 7) return UNUSABLE
  if (value.charCodeAt(6) !== 0x20 || value.slice(0, 6).toLowerCase() !== 'bearer') return UNUSABLE
  const token = value.charCodeAt(7) === 0x20 ? value.slice(7).replace(/^ +/, '') : value.slice(7)
  return { kind: 'bearer', token }
}

/** Whether a string could be a token of DataHub's: its exact JOSE header, and two more segments of the right alphabet. */
export function hasTokenShape(token: string): boolean {
  return (
    token.length <= TOKEN_LENGTH_MAX &&
    token.startsWith(HEADER_SEGMENT) &&
    PAYLOAD_AND_SIGNATURE.test(token.slice(HEADER_SEGMENT.length))
  )
}
