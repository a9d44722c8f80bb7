import { createHash } from 'node:crypto'
import type { IdDigest } from '../app/ports/audit.ts'

/**
 * A digest of a set of ids that anybody can recompute: SHA-256 over one line an id, its bytes in lower-case hexadecimal
 * and a line feed, in ascending order (`sort | sha256sum` of such lines; the order of `BINARY` columns). In constant
 * memory, so `add` throws a `TypeError` for an id that is not above the one before.
 */
export function makeIdDigest(): IdDigest {
  const hash = createHash('sha256')
  let before = ''
  return {
    add(id) {
      const hex = Buffer.from(id, 'base64').toString('hex')
      if (hex <= before) throw new TypeError('ids must be added in ascending order of their bytes, each once')
      hash.update(`${hex}\n`)
      before = hex
    },
    hex: () => hash.copy().digest('hex'),
  }
}
