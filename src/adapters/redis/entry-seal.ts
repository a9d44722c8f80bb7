import { createHmac, hkdfSync, timingSafeEqual } from 'node:crypto'
import type { Secret } from '../../domain/secret.ts'

const MAC_BYTES = 32

/** Puts a MAC before a payload and checks it, under a key of its own, bound to the Redis key it is stored under. */
export interface EntrySeal {
  seal(redisKey: string, payload: string): Buffer
  /** The payload, or `undefined` where the bytes were not sealed by us for this key. */
  open(redisKey: string, sealed: Buffer): string | undefined
}

/**
 * HMAC-SHA256 under a key derived from the signing key (HKDF, RFC 5869). Whoever can write into Redis can delay an
 * answer, but not make one up (attack: forged entry planted in the cache) or move one to another key.
 */
export function makeEntrySeal(signingKey: Secret): EntrySeal {
  const key = Buffer.from(hkdfSync('sha256', signingKey.reveal(), '', 'latchkey shared cache', 32))

  // The length prefix keeps (key, payload) pairs apart whose concatenations are equal (CVE-2026-34972 and its kin).
  function mac(redisKey: string, payload: Buffer): Buffer {
    return createHmac('sha256', key).update(`${redisKey.length}:${redisKey}`).update(payload).digest()
  }

  return {
    seal(redisKey, payload) {
      const bytes = Buffer.from(payload, 'utf8')
      return Buffer.concat([mac(redisKey, bytes), bytes])
    },
    open(redisKey, sealed) {
      if (sealed.length <= MAC_BYTES) return undefined
      const payload = sealed.subarray(MAC_BYTES)
      if (!timingSafeEqual(sealed.subarray(0, MAC_BYTES), mac(redisKey, payload))) return undefined
      return payload.toString('utf8')
    },
  }
}
