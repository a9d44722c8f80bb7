import { createHmac, hkdfSync } from 'node:crypto'
import type { SealOf } from '../domain/audit-chain.ts'
import type { Secret } from '../domain/secret.ts'

/**
 * HMAC-SHA-256 under a key derived (HKDF-SHA-256, no salt of its own, info `latchkey audit seal`) from the deployment's
 * salt. A plain hash could be computed anew by whoever can write the table; this takes the salt, which is not in the
 * database, and which outlives every signing key.
 */
export function makeAuditSeal(salt: Secret): SealOf {
  const key = Buffer.from(hkdfSync('sha256', salt.reveal(), '', 'latchkey audit seal', 32))
  return (text) => createHmac('sha256', key).update(text, 'utf8').digest('hex')
}
