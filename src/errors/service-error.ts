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
}

/** "This request cannot go on": the one error that is thrown on purpose. Everything else that is thrown is a bug. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError'
  readonly code: ErrorCode
  readonly detail: string
  readonly challenge: Challenge

  constructor(code: ErrorCode, { detail, internal, cause, challenge }: ServiceErrorOptions = {}) {
    super(internal ?? code, cause === undefined ? undefined : { cause })
    this.code = code
    this.detail = detail ?? ERRORS[code].detail
    this.challenge = challenge ?? 'no credential'
  }
}
