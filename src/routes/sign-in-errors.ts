import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { ServiceError } from '../errors/service-error.ts'

/** datahub-frontend's error body. */
const Refused = Type.Object({ message: Type.String() })

const Failed = Type.Object({
  message: Type.String(),
  instance: Type.Optional(Type.String({ description: 'Of an error that is in the log: its name there' })),
})

/** The answers of a sign-in, sign-up or reset that does not take place. */
export const REFUSALS = { 400: Refused, 408: Failed, 413: Failed, 429: Failed, 500: Failed, 503: Failed }

/**
 * An error handler that answers with datahub-frontend's body, `message`, whatever keeps the route from answering; the
 * status stays ours. `whatToSend` is said of a body that is not of the route's shape.
 */
export function answerWithMessage(whatToSend: string) {
  return (error: FastifyError | ServiceError, request: FastifyRequest, reply: FastifyReply): void => {
    if (isMalformed(error)) {
      reply.code(400).send({ message: whatToSend })
      return
    }
    const { status, headers, body } = request.server.renderError(error)
    const { detail, instance } = JSON.parse(body) as { detail: string; instance?: string }
    const { 'retry-after': retryAfter } = headers
    reply.code(status).header('cache-control', 'no-store')
    if (!request.raw.complete) reply.header('connection', 'close')
    if (retryAfter !== undefined) reply.header('retry-after', retryAfter)
    reply.send({ message: detail, instance })
  }
}

function isMalformed(error: FastifyError | ServiceError): boolean {
  return 'statusCode' in error && (error.statusCode === 400 || error.statusCode === 415)
}
