/** What a caller may read of an error, and how loud it is in the log. One row an error; codes are part of the API. */
export interface ErrorDefinition {
  status: number
  title: string
  /** What happened and what to do next; the public default, which a thrower may sharpen. */
  detail: string
  /** Log level, or `silent` for what callers do wrong. */
  log: 'silent' | 'warn' | 'error'
  /** Seconds for `Retry-After`, where trying again makes sense. */
  retryAfterSeconds?: number
}

export const ERRORS = {
  INVALID_REQUEST: {
    status: 400,
    title: 'Bad Request',
    detail:
      'The request does not have the shape that this endpoint takes. Check it against the description of the API.',
    log: 'silent',
  },
  INVALID_TARGET: {
    status: 400,
    title: 'Bad Request',
    detail:
      'The path can be read in more than one way. Send it without dot segments, empty segments, semicolons, backslashes or a fragment, and percent-encode what is not ASCII.',
    log: 'silent',
  },
  METHOD_OVERRIDE_UNSUPPORTED: {
    status: 400,
    title: 'Bad Request',
    detail:
      'A header asks for another method than the request has. Send the request with that method itself; queries that are too long for a URL cannot be sent in a body.',
    log: 'silent',
  },
  INVITE_INVALID: {
    status: 400,
    title: 'Bad Request',
    detail:
      'The invite token is not valid, or a newer one has taken its place. Contact who sent it for a new link.',
    log: 'silent',
  },
  AMBIGUOUS_CREDENTIAL: {
    status: 400,
    title: 'Bad Request',
    detail: 'Send one Authorization header, not several.',
    log: 'silent',
  },
  SIGN_UP_REFUSED: {
    status: 400,
    title: 'Bad Request',
    detail:
      'The invitation is not valid: there may be a newer one. Please contact your DataHub administrator for its link.',
    log: 'silent',
  },
  RESET_REFUSED: {
    status: 400,
    title: 'Bad Request',
    detail:
      'The link to set a new password is not valid: it was used, or is older than a day. Please contact your DataHub administrator for a new one.',
    log: 'silent',
  },
  UNSUPPORTED_TOKEN_TYPE: {
    status: 400,
    title: 'Bad Request',
    detail:
      'This token cannot be revoked: it is one of DataHub that is kept nowhere (version 1, such as a session). It ends by itself; send a version 2 token, or contact your DataHub administrator.',
    log: 'silent',
  },
  IDEMPOTENCY_KEY_INVALID: {
    status: 400,
    title: 'Bad Request',
    detail:
      'Send one Idempotency-Key header, with 1 to 255 visible ASCII characters such as a UUID, bare or in double quotes.',
    log: 'silent',
  },
  UNAUTHENTICATED: {
    status: 401,
    title: 'Unauthorized',
    detail: 'This needs a valid access token. Send it in the header: Authorization: Bearer <token>',
    log: 'silent',
  },
  FORBIDDEN: {
    status: 403,
    title: 'Forbidden',
    detail: 'You may not do this. Please contact your DataHub administrator.',
    log: 'silent',
  },
  BEYOND_TOKEN: {
    status: 403,
    title: 'Forbidden',
    detail:
      'A token makes tokens for its own actor only, and none that outlives it. Sign in, or send a request for less.',
    log: 'silent',
  },
  TOKEN_AUTHENTICATION_DISABLED: {
    status: 403,
    title: 'Forbidden',
    detail:
      'Token based authentication is currently disabled. Contact your DataHub administrator to enable this feature.',
    log: 'silent',
  },
  CROSS_ORIGIN: {
    status: 403,
    title: 'Forbidden',
    detail:
      'A signed-in browser may do this from our own pages only. Scripts send a token, or JSON without Origin.',
    log: 'silent',
  },
  ACTOR_REFUSED: {
    status: 403,
    title: 'Forbidden',
    detail:
      'DataHub does not let this user in: the user is suspended, removed or unknown there. Please contact your DataHub administrator.',
    log: 'warn',
  },
  SSO_REFUSED: {
    status: 403,
    title: 'Forbidden',
    detail: 'You were not signed in. Try again from the sign-in page.',
    log: 'silent',
  },
  NOT_FOUND: {
    status: 404,
    title: 'Not Found',
    detail: 'There is nothing here for you. Check the path, and the id in it.',
    log: 'silent',
  },
  CONFLICT: {
    status: 409,
    title: 'Conflict',
    detail: 'This does not fit what is there now. Check its present state first.',
    log: 'silent',
  },
  KEPT_IN_DATAHUB: {
    status: 409,
    title: 'Conflict',
    detail: 'Users, groups and roles are kept in DataHub (DIRECTORY=gms). Check and change them there.',
    log: 'silent',
  },
  POLICIES_IN_DATAHUB: {
    status: 409,
    title: 'Conflict',
    detail:
      'Policies are kept in DataHub (POLICIES=gms). Check and change them there; they are in force here soon after.',
    log: 'silent',
  },
  POLICY_PROTECTED: {
    status: 409,
    title: 'Conflict',
    detail:
      'This policy comes with DataHub and can be neither changed nor removed. Send a policy of your own beside it.',
    log: 'silent',
  },
  TOKEN_ALREADY_MADE: {
    status: 409,
    title: 'Conflict',
    detail:
      'A token was made by this request before, and was shown then only. Its metadata is beside this; send another Idempotency-Key to make another token.',
    log: 'silent',
  },
  METHOD_NOT_ALLOWED: {
    status: 405,
    title: 'Method Not Allowed',
    detail: 'This endpoint does not take this method. Send the request with one that the Allow header names.',
    log: 'silent',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    title: 'Content Too Large',
    detail: 'The body is larger than this endpoint takes. Send less at once.',
    log: 'silent',
  },
  UNSUPPORTED_MEDIA_TYPE: {
    status: 415,
    title: 'Unsupported Media Type',
    detail: 'Send JSON with the header: Content-Type: application/json',
    log: 'silent',
  },
  IDEMPOTENCY_KEY_REUSED: {
    status: 422,
    title: 'Unprocessable Content',
    detail:
      'Another request came with this Idempotency-Key within a day. Send this one with a key of its own.',
    log: 'silent',
  },
  SIGN_IN_LIMIT: {
    status: 429,
    title: 'Too Many Requests',
    detail: 'There were too many wrong attempts to sign in. Try again later.',
    log: 'silent',
    retryAfterSeconds: 60,
  },
  TOO_MANY_SIGN_INS: {
    status: 429,
    title: 'Too Many Requests',
    detail: 'Too many people are signing in at this moment. Try again in a few seconds.',
    log: 'warn',
    retryAfterSeconds: 5,
  },
  REQUEST_TIMEOUT: {
    status: 408,
    title: 'Request Timeout',
    detail:
      'The request did not arrive whole, or was not answered, in time. Send it again without pauses, or ask for less at once.',
    log: 'silent',
  },
  HEADERS_TOO_LARGE: {
    status: 431,
    title: 'Request Header Fields Too Large',
    detail: 'The header fields have more than 16 kB together. Send fewer cookies or shorter fields.',
    log: 'silent',
  },
  INTERNAL: {
    status: 500,
    title: 'Internal Server Error',
    detail:
      'Something unexpected happened on our side. Its administrator finds it in the log by the instance of this answer.',
    log: 'error',
  },
  TRANSFER_CODING_UNSUPPORTED: {
    status: 501,
    title: 'Not Implemented',
    detail: 'Send the body with Content-Length, or with Transfer-Encoding: chunked and nothing else.',
    log: 'silent',
  },
  SSO_FAILED: {
    status: 502,
    title: 'Bad Gateway',
    detail:
      'Single sign-on did not work. Try again; if it stays so, please contact your DataHub administrator, who finds the reason in the log.',
    log: 'warn',
    retryAfterSeconds: 5,
  },
  GMS_UNREACHABLE: {
    status: 502,
    title: 'Bad Gateway',
    detail: 'DataHub (GMS) could not be reached, or broke off before it answered. Try again.',
    log: 'warn',
    retryAfterSeconds: 1,
  },
  GMS_CREDENTIALS_REFUSED: {
    status: 502,
    title: 'Bad Gateway',
    detail:
      'DataHub (GMS) did not accept the credentials of this service. Its administrator finds the reason in the log.',
    log: 'error',
    retryAfterSeconds: 5,
  },
  STORE_UNAVAILABLE: {
    status: 503,
    title: 'Service Unavailable',
    detail: 'The database does not answer at the moment, so nothing can be said of this. Try again.',
    log: 'error',
    retryAfterSeconds: 1,
  },
  DIRECTORY_UNAVAILABLE: {
    status: 503,
    title: 'Service Unavailable',
    detail:
      'DataHub (GMS) cannot be asked at the moment who you are and what you may do, so nothing can be said of you. Try again.',
    log: 'error',
    retryAfterSeconds: 1,
  },
  POLICIES_UNAVAILABLE: {
    status: 503,
    title: 'Service Unavailable',
    detail: 'The policies could not be read yet, so nobody can say what anybody may do. Try again.',
    log: 'error',
    retryAfterSeconds: 1,
  },
  UNDECIDED: {
    status: 503,
    title: 'Service Unavailable',
    detail:
      'DataHub (GMS) cannot be asked at the moment for what the policies want to know of this resource, so nobody can say whether you may. Try again.',
    log: 'error',
    retryAfterSeconds: 1,
  },
  GMS_BODIES_FULL: {
    status: 503,
    title: 'Service Unavailable',
    detail:
      'Too many large requests for DataHub (GMS) are being looked at at this moment. Send it again in a few seconds.',
    log: 'warn',
    retryAfterSeconds: 5,
  },
  GMS_SESSION_EXPIRED: {
    status: 503,
    title: 'Service Unavailable',
    detail:
      'The session at DataHub (GMS) had to be renewed after your body was sent. Send the request again.',
    log: 'warn',
    retryAfterSeconds: 1,
  },
  GMS_TIMEOUT: {
    status: 504,
    title: 'Gateway Timeout',
    detail: 'DataHub (GMS) did not answer in time. Try again, or ask for less at once.',
    log: 'warn',
    retryAfterSeconds: 1,
  },
} as const satisfies Record<string, ErrorDefinition>

export type ErrorCode = keyof typeof ERRORS
