import { createHmac, hash, hkdfSync, randomBytes } from 'node:crypto'
import type { HashToken } from '../app/ports.ts'
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

/** A UUID version 7 (RFC 9562 §5.7): milliseconds first, so that rows keyed by it are added at the end of their table. */
export function newTimeOrderedUuid(): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
