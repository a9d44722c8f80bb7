// The key is a String of RFC 9651 §3.3.3 (draft-ietf-httpapi-idempotency-key-header-07 §2.1); most clients send it bare.
const QUOTED = /^"((?:[\x21\x23-\x5b\x5d-\x7e]|\\["\\])+)"$/
const BARE = /^[\x21\x23-\x7e]+$/

const LENGTH_MAX = 255

/** The key in an `Idempotency-Key` field, bare or quoted: 1 to 255 visible ASCII characters; `undefined` for others. */
export function parseIdempotencyKey(field: string): string | undefined {
  const quoted = QUOTED.exec(field)?.[1]
  const key = quoted?.replaceAll(/\\(.)/g, '$1') ?? (BARE.test(field) ? field : undefined)
  return key !== undefined && key.length <= LENGTH_MAX ? key : undefined
}
