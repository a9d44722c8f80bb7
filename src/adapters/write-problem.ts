import { type ServerResponse, STATUS_CODES } from 'node:http'
import type { Socket } from 'node:net'
import type { ErrorCode } from '../errors/catalog.ts'
import { type Problem, problem } from '../errors/problem.ts'
import { hasBody } from './has-body.ts'

/**
 * Writes an error answer past the framework, for a reply that was taken over for streaming. The connection is closed
 * where the request's body has not been read to its end: what is left of it would be taken for the next request.
 */
export function writeProblem(response: ServerResponse, { status, headers, body }: Problem): void {
  if (response.headersSent || response.destroyed) return
  const close = response.req.complete || !hasBody(response.req) ? {} : { connection: 'close' }
  response.writeHead(status, STATUS_CODES[status] ?? '', { ...headers, ...close }).end(body)
}

const UNREADABLE: Record<string, ErrorCode> = {
  HPE_HEADER_OVERFLOW: 'HEADERS_TOO_LARGE',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
}

/** Answers what Node's parser could not read as HTTP, and ends the connection: nobody knows where a next one begins. */
export function answerUnreadable(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy()
    return
  }
  const { status, headers, body } = problem(UNREADABLE[error.code ?? ''] ?? 'INVALID_REQUEST')
  const fields = Object.entries({ ...headers, connection: 'close' }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  )
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${fields.join('')}\r\n${body}`)
}
