import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import type { CursorCodec } from '../app/ports.ts'
import type { Secret } from '../domain/secret.ts'
import { parseTokenId } from '../domain/token-id.ts'
import { ServiceError } from '../errors/service-error.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

/** Cursors sealed with AES-256-GCM under a key derived from the signing key, so that every replica opens them. */
export function makeCursorCodec(signingKey: Secret): CursorCodec {
  const key = Buffer.from(hkdfSync('sha256', signingKey.reveal(), '', 'latchkey page cursor', 32))
  return {
    seal({ createdAt, id }) {
      const iv = randomBytes(IV_BYTES)
      const cipher = createCipheriv('aes-256-gcm', key, iv)
      const sealed = Buffer.concat([iv, cipher.update(`${createdAt} ${id}`, 'utf8'), cipher.final()])
      return Buffer.concat([sealed, cipher.getAuthTag()]).toString('base64url')
    },
    open(cursor) {
      const sealed = Buffer.from(cursor, 'base64url')
      const position = sealed.length > IV_BYTES + TAG_BYTES ? unseal(key, sealed)?.split(' ') : undefined
      const id = parseTokenId(position?.[1] ?? '')
      if (position === undefined || id === undefined) {
        throw new ServiceError('INVALID_REQUEST', {
          detail: 'cursor must be the nextCursor of the page before.',
        })
      }
      return { createdAt: Number(position[0]), id }
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
