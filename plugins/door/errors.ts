import type { FastifyBaseLogger, FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { ERRORS, type ErrorCode } from '../../src/errors/catalog.ts'
import { problem } from '../../src/errors/problem.ts'
import { ServiceError } from '../../src/errors/service-error.ts'

/** Every error of a door becomes a problem body; what a stranger may read of it stands in the catalog. */
export default fp(
  async (door) => {
    door.setErrorHandler(frameworkError)
    door.setNotFoundHandler((request, reply) => sendError(new ServiceError('NOT_FOUND'), request, reply))
  },
  { name: 'errors' },
)

/** Answers an error that Fastify found or caught: in a handler, or in a URL that it could not route. */
export function frameworkError(error: FastifyError, request: FastifyRequest, reply: FastifyReply): void {
  sendError(asServiceError(error), request, reply)
}

function sendError(error: ServiceError, request: FastifyRequest, reply: FastifyReply): void {
  const { status, headers, body } = renderError(error, request.id, request.log)
  reply.code(status).headers(headers).send(body)
}

/** Logs an error as loudly as the catalog says, and gives its answer. */
export function renderError(error: ServiceError, requestId: string, log: FastifyBaseLogger) {
  const { log: level } = ERRORS[error.code]
  if (level !== 'silent') log[level]({ err: error, code: error.code, requestId }, error.message)
  return problem(error.code, error.detail, error.challenge)
}

// What Fastify itself refuses, by its code; anything else that is thrown is a bug.
const FASTIFY_CODES: Record<string, ErrorCode> = {
  FST_ERR_VALIDATION: 'INVALID_REQUEST',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'UNSUPPORTED_MEDIA_TYPE',
  FST_ERR_CTP_BODY_TOO_LARGE: 'PAYLOAD_TOO_LARGE',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'INVALID_REQUEST',
  FST_ERR_CTP_INVALID_JSON_BODY: 'INVALID_REQUEST',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'INVALID_REQUEST',
  FST_ERR_BAD_URL: 'INVALID_TARGET',
}

function asServiceError(error: FastifyError | ServiceError): ServiceError {
  if (error instanceof ServiceError) return error
  const code = FASTIFY_CODES[error.code]
  if (code === undefined) return new ServiceError('INTERNAL', { cause: error, internal: 'unexpected error' })
  return new ServiceError(code, code === 'INVALID_REQUEST' ? { detail: `${error.message}.` } : {})
}
