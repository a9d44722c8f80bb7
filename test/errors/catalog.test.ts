import t from 'tap'
import { ERRORS, type ErrorDefinition } from '../../src/errors/catalog.ts'

const rows: [string, ErrorDefinition][] = Object.entries(ERRORS)

// RFC 9110 §15 and, for 429, RFC 6585 §4 and §5.
const TITLES: Record<number, string> = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Method Not Allowed',
  408: 'Request Timeout',
  409: 'Conflict',
  413: 'Content Too Large',
  415: 'Unsupported Media Type',
  422: 'Unprocessable Content',
  429: 'Too Many Requests',
  431: 'Request Header Fields Too Large',
  500: 'Internal Server Error',
  501: 'Not Implemented',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
}
const WORTH_RETRYING = [429, 502, 503, 504]

// What a reader can do next, in the words that the catalog uses for it.
const NEXT_STEP = /\b(send|check|try again|contact|the log)\b/i

t.test('an error is titled as its status is in HTTP', async (t) => {
  for (const [code, { status, title }] of rows) t.equal(title, TITLES[status], code)
})

t.test('codes, which callers rely on, are words in capitals', async (t) => {
  for (const [code] of rows) t.match(code, /^[A-Z]+(_[A-Z]+)*$/)
})

t.test('an error tells its reader what to do next', async (t) => {
  for (const [code, { detail }] of rows) t.match(detail, NEXT_STEP, code)
})

t.test('an error is told in whole sentences, on one line', async (t) => {
  for (const [code, { detail }] of rows) {
    // A sentence may end with a header to send as it is.
    t.match(detail, /^[A-Z][^\n]*(\.|: [\w-]+: \S.*)$/, code)
    t.equal(detail.trim(), detail, code)
  }
})

t.test('where it is worth trying again the caller is told when, and nowhere else', async (t) => {
  for (const [code, { status, retryAfterSeconds }] of rows) {
    if (!WORTH_RETRYING.includes(status)) t.equal(retryAfterSeconds, undefined, code)
    // Within the patience of a client: DataHub's own retries end after seconds.
    else t.ok(retryAfterSeconds !== undefined && retryAfterSeconds >= 1 && retryAfterSeconds <= 60, code)
  }
})

t.test('our own faults are logged, and what callers do wrong is not', async (t) => {
  for (const [code, { status, log }] of rows) {
    if (status >= 500 && status !== 501) t.not(log, 'silent', code)
    else if (!['ACTOR_REFUSED', 'TOO_MANY_SIGN_INS'].includes(code)) t.equal(log, 'silent', code)
  }
})

t.test('a bad credential is one error, so that nobody learns why theirs is bad', async (t) => {
  const unauthorized = rows.filter(([, { status }]) => status === 401).map(([code]) => code)
  t.same(unauthorized, ['UNAUTHENTICATED'])
  t.notMatch(ERRORS.UNAUTHENTICATED.detail, /expired|revoked|unknown|signature/i)
})

t.test('what a database or GMS has lost is never told as a bad credential', async (t) => {
  for (const code of [
    'STORE_UNAVAILABLE',
    'GMS_UNREACHABLE',
    'GMS_CREDENTIALS_REFUSED',
    'GMS_TIMEOUT',
  ] as const) {
    t.ok(ERRORS[code].status >= 500, code)
  }
})
