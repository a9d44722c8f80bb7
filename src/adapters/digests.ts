import { createHmac, hash, hkdfSync, randomBytes } from 'node:crypto'
import type { HashToken } from '../app/ports/tokens.ts'
import type { Secret } from '../domain/secret.ts'

/**
 * DataHub's id of a token: base64(SHA-256(bytes(token) || bytes(salt))), both as UTF-8 (StatefulTokenService.java).
 * The salt is a string of the configuration, not decoded, although it looks like base64.
 */
export function makeHashToken(salt: Secret): HashToken {
  const saltText = salt.reveal()
  return (token) => hash('sha256', token + saltText, 'base64')
}

/** Base64 of SHA-256 of a secret of 256 random bits, which needs no salt. */
export function digest(text: string): string {
  return hash('sha256', text, 'base64')
}

/**
 * Base64 of HMAC-SHA-256 of a text under a key derived (HKDF, RFC 5869) from `key` for one purpose: for what might be
 * guessed, such as the name in a form, into which people also type their password.
 */
export function makeKeyedDigest(key: Secret, purpose: string): (text: string) => string {
  const derived = Buffer.from(hkdfSync('sha256', key.reveal(), '', purpose, 32))
  return (text) => createHmac('sha256', derived).update(text).digest('base64')
}

/** 256 random bits in base64url, 43 characters. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/**
 * Makes UUIDs of version 7 (RFC 9562 §5.7): milliseconds first, so that rows keyed by them are added at the end of their
 * table, and then a counter (§6.2, method 1), so that those of one maker ascend, within a millisecond and when the clock
 * is set back. `now` is the wall clock, epoch milliseconds.
 */
export function makeTimeOrderedUuid(now: () => number): () => string {
  let ms = 0
  let counter = 0
  return () => {
    const time = now()
    if (time > ms) {
      ms = time
      counter = 0
    } else if (++counter > COUNTER_MAX) {
      ms++
      counter = 0
    }
    const bytes = randomBytes(16)
    bytes.writeUIntBE(ms, 0, 6)
    bytes.writeUInt16BE(0x7000 | counter, 6)
    bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
    return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  }
}

// Twelve bits.
const COUNTER_MAX = 0xfff
