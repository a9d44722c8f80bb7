import { randomUUID } from 'node:crypto'
import type { FastifyBaseLogger, FastifyError, FastifyInstance, FastifyReply } from 'fastify'
import fp from 'fastify-plugin'
import { hasBody } from '../../src/adapters/has-body.ts'
import { ERRORS, type ErrorCode } from '../../src/errors/catalog.ts'
import { type Problem, problem } from '../../src/errors/problem.ts'
import { ServiceError } from '../../src/errors/service-error.ts'

export interface ErrorsOptions {
  log: FastifyBaseLogger
}

/**
 * Logs an error of ours, of Fastify's or of nobody's making as loudly as the catalog says. Gives the `instance` that ties
 * an answer to the log; `undefined` where nothing was logged.
 */
export type ReportError = (caught: FastifyError | ServiceError) => string | undefined

/** The answer for an error, which is reported. */
export type RenderError = (caught: FastifyError | ServiceError) => Problem

/** Every error of a door becomes a problem body; what a stranger may read of it stands in the catalog. */
export default fp<ErrorsOptions>(
  async (door, { log }) => {
    door.decorate('reportError', (caught) => {
      const error = asServiceError(caught)
      const { code, message } = error
      const { log: level } = ERRORS[code]
      if (level === 'silent') return undefined
      const instance = `urn:uuid:${randomUUID()}`
      log[level]({ err: error, code, instance }, message)
      return instance
    })
    door.decorate('renderError', (caught) => {
      const error = asServiceError(caught)
      const { code, detail, challenge, retryAfterSeconds, members } = error
      const instance = door.reportError(error)
      return problem(code, {
        detail,
        challenge,
        retryAfterSeconds,
        members,
        ...(instance !== undefined && { instance }),
      })
    })
    door.setErrorHandler((error: FastifyError, _, reply) => sendError(door, error, reply))
    door.setNotFoundHandler((_, reply) => sendError(door, new ServiceError('NOT_FOUND'), reply))
  },
  { name: 'errors' },
)

/** Answers an error that Fastify found or caught: in a handler, or in a URL that it could not route. */
export function sendError(
  door: FastifyInstance,
  error: FastifyError | ServiceError,
  reply: FastifyReply,
): void {
  const { status, headers, body } = door.renderError(error)
  // A body that is still on its way would be read as the next request.
  const { raw } = reply.request
  if (hasBody(raw) && !raw.complete) reply.header('connection', 'close')
  reply.code(status).headers(headers).send(body)
}

// What Fastify itself refuses, by its code; what else it says is the caller's fault is told by its status.
const FASTIFY_CODES: Record<string, ErrorCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_BAD_URL: 'INVALID_TARGET',
  FST_ERR_HANDLER_TIMEOUT: 'REQUEST_TIMEOUT',
  // The client left before its body was whole: nobody reads the answer, and it is nothing for the log.
  ECONNRESET: 'INVALID_REQUEST',
}

const TELLING = /^FST_ERR_(VALIDATION|CTP_(EMPTY|INVALID)_JSON_BODY|CTP_INVALID_CONTENT_LENGTH)$/

function asServiceError(error: FastifyError | ServiceError): ServiceError {
  if (error instanceof ServiceError) return error
  const code = FASTIFY_CODES[error.code]
  if (code !== undefined) return new ServiceError(code)
  const { statusCode = 500 } = error
  if (statusCode < 400 || statusCode >= 500) {
    return new ServiceError('INTERNAL', { cause: error, internal: 'unexpected error' })
  }
  // Other messages may repeat what was sent, a token in a path among it.
  return new ServiceError('INVALID_REQUEST', TELLING.test(error.code) ? { detail: `${error.message}.` } : {})
}
