import { createHash } from 'node:crypto'
import type { DigestOfIds } from '../app/ports/audit.ts'

/**
 * A digest of a set of ids that anybody can recompute: SHA-256 over one line an id, its bytes in lower-case hexadecimal
 * and a line feed, ascending (`sort | sha256sum` of such lines).
 */
export const digestOfIds: DigestOfIds = (ids) => {
  const lines = ids.map((id) => `${Buffer.from(id, 'base64').toString('hex')}\n`).sort()
  return createHash('sha256').update(lines.join('')).digest('hex')
}
