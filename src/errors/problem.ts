import { ERRORS, type ErrorCode, type ErrorDefinition } from './catalog.ts'

/** An error answer, ready to be written: a problem body (RFC 9457) with a stable `code`. */
export interface Problem {
  status: number
  headers: Record<string, string>
  body: string
}

/** Why a 401 is given, for the challenge: RFC 6750 §3.1 gives an error code only where a credential was presented. */
export type Challenge = 'no credential' | 'invalid token'

export interface ProblemOptions {
  /** Sharper public text than the catalog's. */
  detail?: string
  /** Of a 401: why. */
  challenge?: Challenge
  /** URI of this occurrence, which is in the log too. */
  instance?: string
  /** Instead of the catalog's. */
  retryAfterSeconds?: number | undefined
  /** More members of the body (RFC 9457 §3.2). */
  members?: Readonly<Record<string, unknown>>
}

/** The answer for an error of the catalog. */
export function problem(code: ErrorCode, options: ProblemOptions = {}): Problem {
  const { detail, challenge, instance, retryAfterSeconds, members } = options
  const definition: ErrorDefinition = ERRORS[code]
  const body = JSON.stringify({
    ...members,
    type: `urn:latchkey:error:${code.toLowerCase().replaceAll('_', '-')}`,
    title: definition.title,
    status: definition.status,
    code,
    detail: detail ?? definition.detail,
    instance,
  })
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json; charset=utf-8',
    'content-length': String(Buffer.byteLength(body)),
    'cache-control': 'no-store',
  }
  if (definition.status === 401) headers['www-authenticate'] = challengeHeader(challenge ?? 'no credential')
  const wait = retryAfterSeconds ?? definition.retryAfterSeconds
  if (wait !== undefined) headers['retry-after'] = String(wait)
  return { status: definition.status, headers, body }
}

function challengeHeader(challenge: Challenge): string {
  const realm = 'Bearer realm="DataHub"'
  if (challenge === 'no credential') return realm
  return `${realm}, error="invalid_token", error_description="The access token is not valid"`
}
