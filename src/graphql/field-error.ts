import { ERRORS } from '../errors/catalog.ts'
import type { ServiceError } from '../errors/service-error.ts'

/** DataHub's error codes (DataHubGraphQLErrorCode.java): the number and its name. */
export interface ErrorExtensions {
  code: number
  type: string
  classification: 'DataFetchingException'
  /** Of an error that is in the log: its name there. */
  instance?: string
}

/** What a client reads of a field that failed (DataHubDataFetcherExceptionHandler.java). */
export interface FieldError {
  message: string
  extensions: ErrorExtensions
}

// AuthorizationException.java's default text.
const UNAUTHORIZED = 'Unauthorized to perform this action. Please contact your DataHub administrator.'

const UNKNOWN = 'An unknown error occurred.'

/** By the status of an error of ours; what is not here is the server's fault. */
const BY_STATUS: Readonly<Record<number, readonly [code: number, type: string]>> = {
  400: [400, 'BAD_REQUEST'],
  401: [403, 'UNAUTHORIZED'],
  403: [403, 'UNAUTHORIZED'],
  404: [404, 'NOT_FOUND'],
  409: [409, 'CONFLICT'],
  413: [400, 'BAD_REQUEST'],
  429: [429, 'TOO_MANY_REQUESTS'],
  502: [503, 'SERVICE_UNAVAILABLE'],
  503: [503, 'SERVICE_UNAVAILABLE'],
  504: [504, 'DEADLINE_EXCEEDED'],
}

/**
 * An error of ours as DataHub would tell it. The public text is the thrower's; a refusal that has none of its own gets
 * DataHub's. `instance` is its name in the log, if it is there.
 */
export function fieldErrorOf(error: ServiceError, instance?: string): FieldError {
  const [code, type] = BY_STATUS[ERRORS[error.code].status] ?? [500, 'SERVER_ERROR']
  return {
    message: code === 500 ? UNKNOWN : messageOf(error),
    extensions: {
      code,
      type,
      classification: 'DataFetchingException',
      ...(instance === undefined ? {} : { instance }),
    },
  }
}

function messageOf({ code, detail }: ServiceError): string {
  const isOwn = detail !== ERRORS[code].detail
  return !isOwn && (code === 'FORBIDDEN' || code === 'UNAUTHENTICATED') ? UNAUTHORIZED : detail
}
