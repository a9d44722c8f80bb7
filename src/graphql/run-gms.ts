import { print } from 'graphql'
import type { CallGms, GmsAnswer } from '../app/ports-gms.ts'
import { ServiceError } from '../errors/service-error.ts'
import type { AnswerError, RunAnswer } from './answer.ts'
import { type GraphqlContext, gmsCallerOf } from './context.ts'
import { fieldErrorOf } from './field-error.ts'
import type { Subdocument } from './subdocument.ts'

/** Where GMS answers GraphQL. */
export const GMS_PATH = '/api/graphql'

/**
 * Has GMS run its part of an operation, as the caller. Never rejects: where GMS gives no GraphQL answer, each of its
 * fields is null with an error that says so, and what is ours is still answered.
 */
export async function runGms(
  callGms: CallGms,
  { document, operation, variables }: Subdocument,
  keys: readonly string[],
  context: GraphqlContext,
): Promise<RunAnswer> {
  const body = JSON.stringify({ query: printed(document), operationName: operation.name?.value, variables })
  // Not compressed: it is read here.
  const headers = { ...context.headers, accept: 'application/json', 'accept-encoding': undefined }
  try {
    const caller = gmsCallerOf(context)
    const answer = await callGms({ caller, method: 'POST', path: GMS_PATH, body, headers })
    return runAnswerOf(answer)
  } catch (error) {
    return failed(keys, asServiceError(error), context)
  }
}

// graphql-js writes line separators into strings as they are, where graphql-java ends a line. There are none in block
// strings: a text with one was refused.
function printed(document: Subdocument['document']): string {
  return print(document).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029')
}

function runAnswerOf({ status, body }: GmsAnswer): RunAnswer {
  if (status === 401 || status === 403) throw new ServiceError('UNAUTHENTICATED')
  const answer = status === 200 ? parsed(body) : undefined
  if (answer === undefined) {
    throw new ServiceError('GMS_UNREACHABLE', {
      internal: `GMS answered ${status} to GraphQL, or no GraphQL`,
    })
  }
  const { data = null, errors = [] } = answer
  return { data, errors: errors.map(withoutLocations) }
}

interface GmsGraphqlAnswer {
  data?: Record<string, unknown> | null
  errors?: readonly AnswerError[]
}

function parsed(body: Uint8Array): GmsGraphqlAnswer | undefined {
  try {
    const answer: unknown = JSON.parse(Buffer.from(body).toString('utf8'))
    if (typeof answer !== 'object' || answer === null) return undefined
    const { data, errors } = answer as { data?: unknown; errors?: unknown }
    if (errors !== undefined && errors !== null && !Array.isArray(errors)) return undefined
    if (typeof data !== 'object' && !(data === undefined && Array.isArray(errors))) return undefined
    return { data: (data ?? null) as Record<string, unknown> | null, errors: errors ?? [] }
  } catch {
    return undefined
  }
}

// They are places in the text that we wrote, not in the client's.
function withoutLocations({ locations: _, ...error }: AnswerError): AnswerError {
  return error
}

function failed(keys: readonly string[], error: ServiceError, { report }: GraphqlContext): RunAnswer {
  const { message, extensions } = fieldErrorOf(error, report(error))
  return {
    data: Object.fromEntries(keys.map((key) => [key, null])),
    errors: keys.map((key) => ({ message, path: [key], extensions })),
  }
}

function asServiceError(error: unknown): ServiceError {
  if (error instanceof ServiceError) return error
  return new ServiceError('INTERNAL', { internal: 'unexpected error on the way to GMS', cause: error })
}
