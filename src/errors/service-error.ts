import { ERRORS, type ErrorCode } from './catalog.ts'
import type { Challenge } from './problem.ts'

export interface ServiceErrorOptions {
  /** Sharper public text than the catalog's. */
  detail?: string
  /** Text for the log only. */
  internal?: string
  cause?: unknown
  /** Of an UNAUTHENTICATED: why, for the `WWW-Authenticate` field. */
  challenge?: Challenge
  /** Seconds for `Retry-After`, where they are known better than the catalog does. */
  retryAfterSeconds?: number
  /** More members of the problem body (RFC 9457 §3.2): plain JSON values, none of them secret. */
  members?: Readonly<Record<string, unknown>>
}

/** "This request cannot go on": the one error that is thrown on purpose. Everything else that is thrown is a bug. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: ErrorCode
  readonly detail: string
  readonly challenge: Challenge
  readonly retryAfterSeconds: number | undefined
  readonly members: Readonly<Record<string, unknown>>

  constructor(code: ErrorCode, options: ServiceErrorOptions = {}) {
    const { detail, internal, cause, challenge, retryAfterSeconds, members } = options
    super(internal ?? code, cause === undefined ? undefined : { cause })
    this.code = code
    this.detail = detail ?? ERRORS[code].detail
    this.challenge = challenge ?? 'no credential'
    this.retryAfterSeconds = retryAfterSeconds
    this.members = members ?? {}
  }
}

/** INVALID_REQUEST, saying what to send instead. */
export function invalid(detail: string): ServiceError {
  return new ServiceError('INVALID_REQUEST', { detail })
}
