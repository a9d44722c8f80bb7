/** What goes back on the wire: status, headers and the whole body as text. */
export interface Answer {
  status: number
  headers: Readonly<Record<string, string>>
  body: string
}

const JSON_TYPE = 'application/json'
const RESTLI_HEADERS = { 'X-RestLi-Protocol-Version': '2.0.0' }
const NO_HEADERS: Readonly<Record<string, string>> = {}

/** A refusal that the caller is meant to read. `status` is the HTTP status, the message goes into the body. */
export class RestLiError extends Error {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>

  constructor(status: number, message: string, headers = NO_HEADERS) {
    super(message)
    this.status = status
    this.headers = headers
  }
}

/**
 * 200 of a Rest.li resource: `entity` as JSON, or an empty body where there is none, as an action of type Void answers
 * (EntityResource.java, `ingest`).
 */
export function restLiAnswer(entity?: object): Answer {
  if (entity === undefined) return { status: 200, headers: RESTLI_HEADERS, body: '' }
  return {
    status: 200,
    headers: { ...RESTLI_HEADERS, 'Content-Type': JSON_TYPE },
    body: JSON.stringify(entity),
  }
}

/**
 * Rest.li's ErrorResponse (RestLiServiceException). Where GMS adds a `stackTrace` of Java frames, the sandbox has none.
 * Whatever is not a `RestLiError` becomes a 500 without its text, which may hold what a caller must not see.
 */
export function restLiErrorAnswer(error: unknown): Answer {
  const known =
    error instanceof RestLiError ? error : new RestLiError(500, 'The sandbox GMS failed unexpectedly.')
  return {
    status: known.status,
    headers: {
      ...RESTLI_HEADERS,
      'Content-Type': JSON_TYPE,
      'X-RestLi-Error-Response': 'true',
      ...known.headers,
    },
    body: JSON.stringify({
      exceptionClass: 'com.linkedin.restli.server.RestLiServiceException',
      message: known.message,
      status: known.status,
    }),
  }
}

/** An answer of one of GMS's plain servlets, which know nothing of Rest.li: JSON of `value`, or an empty body. */
export function servletAnswer(status: number, value?: object): Answer {
  if (value === undefined) return { status, headers: NO_HEADERS, body: '' }
  return { status, headers: { 'Content-Type': `${JSON_TYPE};charset=utf-8` }, body: JSON.stringify(value) }
}
