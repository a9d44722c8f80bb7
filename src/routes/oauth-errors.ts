import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { ErrorCode } from '../errors/catalog.ts'
import type { ServiceError } from '../errors/service-error.ts'
import { Problem } from './token-schemas.ts'

// RFC 6749 §5.2, and RFC 7009 §2.2.1 for the last.
const OAUTH_CODES: Partial<Record<ErrorCode, string>> = {
  INVALID_REQUEST: 'invalid_request',
  AMBIGUOUS_CREDENTIAL: 'invalid_request',
  PAYLOAD_TOO_LARGE: 'invalid_request',
  UNSUPPORTED_MEDIA_TYPE: 'invalid_request',
  UNAUTHENTICATED: 'invalid_client',
  FORBIDDEN: 'unauthorized_client',
  UNSUPPORTED_TOKEN_TYPE: 'unsupported_token_type',
}

export const OAuthProblem = Type.Object(
  {
    ...Problem.properties,
    error: Type.Optional(Type.Enum([...new Set(Object.values(OAUTH_CODES))])),
    error_description: Type.Optional(
      Type.String({ description: 'detail, in the characters of RFC 6749 §5.2' }),
    ),
  },
  { description: 'RFC 9457 and RFC 6749 §5.2 in one' },
)

/**
 * For routes that RFCs of OAuth describe: the problem body with `error` and `error_description` added. It is labelled
 * application/json, which RFC 6749 §5.2 wants, for clients that ask for that.
 */
export function answerOAuthError(
  caught: FastifyError | ServiceError,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const { status, headers, body } = request.server.renderError(caught)
  const problem = JSON.parse(body) as { code: ErrorCode; detail: string }
  const error = OAUTH_CODES[problem.code]
  const description = problem.detail.replaceAll(/["’]/g, "'").replaceAll(/[^\x20-\x5b\x5d-\x7e]/g, ' ')
  const { 'content-type': type, 'content-length': _, ...others } = headers
  if (!request.raw.complete) reply.header('connection', 'close')
  reply
    .code(status)
    .headers(others)
    .type(wantsPlainJson(request) ? 'application/json; charset=utf-8' : (type ?? ''))
    .send(
      JSON.stringify(error === undefined ? problem : { ...problem, error, error_description: description }),
    )
}

function wantsPlainJson({ headers: { accept = '' } }: FastifyRequest): boolean {
  return accept.includes('application/json') && !accept.includes('application/problem+json')
}
