import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { Secret } from '../domain/secret.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

/** Seals texts so that they tell nothing and can only come from who has the key. */
export interface TextSeal {
  /** In base64url, different each time. */
  seal(text: string): string
  /** `undefined` for what was not sealed for this purpose under this key. */
  open(sealed: string): string | undefined
}

/**
 * AES-256-GCM under a key derived (HKDF, RFC 5869) from `key` for one purpose, so that every replica opens what another
 * sealed, and nothing that was sealed for another purpose.
 */
export function makeTextSeal(key: Secret, purpose: string): TextSeal {
  const derived = Buffer.from(hkdfSync('sha256', key.reveal(), '', purpose, 32))
  return {
    seal(text) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', derived, iv)
      const sealed = Buffer.concat([iv, cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url')
    },
    open(text) {
      const sealed = Buffer.from(text, 'base64url')
      // The decoder reads several texts as the same bytes; only one of them is what was sealed.
      const isWhole = sealed.length > IV_BYTES + TAG_BYTES && sealed.toString('base64url') === text
      return isWhole ? unseal(derived, sealed) : undefined
    },
  }
}

function unseal(key: Buffer, sealed: Buffer): string | undefined {
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
  try {
    return decipher.update(sealed.subarray(IV_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return undefined
  }
}
