import type { IncomingMessage } from 'node:http'

/** RFC 9112 §6.3: a request has a body exactly where it says its length or its transfer coding. */
export function hasBody({ headers }: IncomingMessage): boolean {
  const length = headers['content-length']
  return headers['transfer-encoding'] !== undefined || (length !== undefined && length !== '0')
}
