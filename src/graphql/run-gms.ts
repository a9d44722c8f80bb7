import { print } from 'graphql'
import type { CallGms, GmsAnswer } from '../app/ports/gms.ts'
import { ServiceError } from '../errors/service-error.ts'
import type { AnswerError, RunAnswer } from './answer.ts'
import { type GraphqlContext, gmsCallerOf } from './context.ts'
import { parseExactly } from './exact-json.ts'
import { fieldErrorOf } from './field-error.ts'
import { overLimit } from './request-errors.ts'
import type { Subdocument } from './subdocument.ts'

/** Where GMS answers GraphQL. */
export const GMS_PATH = '/api/graphql'

/**
 * Makes GMS's part of an operation ready. Throws a GraphQLError where it cannot be written; what is given back has GMS
 * run it, as the caller, and never rejects: where GMS gives no GraphQL answer, each of its fields is null with an error
 * that says so, and what is ours is still answered.
 */
export function prepareGms(
  callGms: CallGms,
  part: Subdocument,
  keys: readonly string[],
  context: GraphqlContext,
): () => Promise<RunAnswer> {
  const body = bodyOf(part)
  // Not compressed: it is read here.
  const headers = { ...context.headers, accept: 'application/json', 'accept-encoding': undefined }
  return async () => {
    try {
      const caller = gmsCallerOf(context)
      return runAnswerOf(await callGms({ caller, method: 'POST', path: GMS_PATH, body, headers }))
    } catch (error) {
      return failed(keys, asServiceError(error), context)
    }
  }
}

function bodyOf({ document, operation, variables }: Subdocument): string {
  try {
    return JSON.stringify({ query: printed(document), operationName: operation.name?.value, variables })
  } catch (error) {
    // What is read without recursion may be deeper than what can be written.
    if (error instanceof RangeError)
      throw overLimit('The variables are nested too deeply. Send less at once.')
    throw error
  }
}

// graphql-js writes line separators into strings as they are, where graphql-java ends a line. There are none in block
// strings: a text with one was refused. Nothing is indented: of lists within lists, and of the lines of a block string far
// down, the indentation would be hundreds of times as long as the text.
function printed(document: Subdocument['document']): string {
  return print(document, { maxIndentDepth: 0 })
    .replaceAll('\u2028', '\\u2028')
    .replaceAll('\u2029', '\\u2029')
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
    const answer = parseExactly(Buffer.from(body).toString('utf8'))
    if (typeof answer !== 'object' || answer === null) return undefined
    const { data, errors } = answer as { data?: unknown; errors?: unknown }
    if (errors !== undefined && errors !== null && !isErrors(errors)) return undefined
    if (typeof data !== 'object' && !(data === undefined && isErrors(errors))) return undefined
    return { data: (data ?? null) as Record<string, unknown> | null, errors: errors ?? [] }
  } catch {
    return undefined
  }
}

// By its message and path an error is merged with ours: one that has them in another shape makes no GraphQL answer.
function isErrors(errors: unknown): errors is AnswerError[] {
  return Array.isArray(errors) && errors.every(isError)
}

function isError(error: unknown): boolean {
  if (typeof error !== 'object' || error === null) return false
  const { message, path } = error as { message?: unknown; path?: unknown }
  return typeof message === 'string' && (path == null || (Array.isArray(path) && path.every(isStep)))
}

function isStep(step: unknown): boolean {
  return typeof step === 'string' || typeof step === 'number'
}

// They are places in the text that we wrote, not in the client's.
function withoutLocations({ locations: _, path, ...error }: AnswerError): AnswerError {
  return path == null ? error : { ...error, path }
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
