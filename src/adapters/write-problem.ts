import type { ServerResponse } from 'node:http'
import type { Problem } from '../errors/problem.ts'
import { hasBody } from './has-body.ts'

/**
 * Writes an error answer past the framework, for a reply that was taken over for streaming. The connection is closed
 * where the request's body has not been read to its end: what is left of it would be taken for the next request.
 */
export function writeProblem(response: ServerResponse, { status, headers, body }: Problem): void {
  if (response.headersSent || response.destroyed) return
  const close = response.req.complete || !hasBody(response.req) ? {} : { connection: 'close' }
  response.writeHead(status, { ...headers, ...close }).end(body)
}
