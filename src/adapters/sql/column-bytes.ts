import { parseTokenId } from '../../domain/token-id.ts'

/** A column of bytes as a driver gives it: mysql2 a `Buffer`, node:sqlite a `Uint8Array`. */
export type ColumnBytes = Uint8Array

/**
 * The 32 bytes of an id: base64 of a SHA-256, padded. Throws a `TypeError` for any other text: a lenient decoder would
 * take several spellings for one id, and answer for a token or session that was not asked for.
 */
export function idToBytes(id: string): Buffer {
  if (parseTokenId(id) !== id)
    throw new TypeError('not an id: 44 characters of canonical base64 are expected')
  return Buffer.from(id, 'base64')
}

export function bytesToId(bytes: ColumnBytes): string {
  return Buffer.from(bytes).toString('base64')
}

/** UTF-8 of a URN. Throws a `TypeError` for a lone surrogate: all of them encode alike, so two users would be one. */
export function urnToBytes(urn: string): Buffer {
  if (!urn.isWellFormed()) throw new TypeError('not a URN: it has a lone surrogate')
  return Buffer.from(urn)
}

export function bytesToUrn(bytes: ColumnBytes): string {
  return Buffer.from(bytes).toString()
}

/** The 16 bytes of a UUID. Throws a `TypeError` for any other text. */
export function uuidToBytes(uuid: string): Buffer {
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(uuid))
    throw new TypeError('not a UUID in lower case')
  return Buffer.from(uuid.replaceAll('-', ''), 'hex')
}

export function bytesToUuid(bytes: ColumnBytes): string {
  return Buffer.from(bytes)
    .toString('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
