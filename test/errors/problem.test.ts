import fc from 'fast-check'
import t from 'tap'
import { ERRORS, type ErrorCode, type ErrorDefinition } from '../../src/errors/catalog.ts'
import { problem } from '../../src/errors/problem.ts'

const CODES = Object.keys(ERRORS) as ErrorCode[]

t.test('every error is answered as problem details of RFC 9457', async (t) => {
  for (const code of CODES) {
    const definition: ErrorDefinition = ERRORS[code]
    const { status, headers, body } = problem(code)
    t.equal(status, definition.status, code)
    t.equal(headers['content-type'], 'application/problem+json; charset=utf-8', code)
    t.strictSame(
      JSON.parse(body),
      {
        type: `urn:latchkey:error:${code.toLowerCase().replaceAll('_', '-')}`,
        title: definition.title,
        status: definition.status,
        code,
        detail: definition.detail,
      },
      code,
    )
  }
})

t.test('the type of a problem is a URI, and another one for each code', async (t) => {
  const types = CODES.map((code) => JSON.parse(problem(code).body).type)
  t.equal(new Set(types).size, CODES.length)
  // RFC 8141 §2.
  for (const type of types) t.match(type, /^urn:[a-z0-9][a-z0-9-]{0,30}[a-z0-9]:[a-z0-9:-]+$/)
})

t.test('no error is kept by a cache', async (t) => {
  for (const code of CODES) t.equal(problem(code).headers['cache-control'], 'no-store', code)
})

t.test('the length of an answer is that of its bytes, whatever its detail says', async (t) => {
  const { headers, body } = problem('INVALID_REQUEST', { detail: 'Der Name „Schlüssel“ 🔑 ist zu lang.' })
  t.equal(headers['content-length'], String(Buffer.byteLength(body)))
  t.not(headers['content-length'], String(body.length))
  fc.assert(
    fc.property(fc.constantFrom(...CODES), fc.string({ unit: 'binary' }), (code, detail) => {
      const answer = problem(code, { detail })
      return (
        Number(answer.headers['content-length']) === Buffer.from(answer.body).length &&
        JSON.parse(answer.body).detail === detail
      )
    }),
  )
})

t.test('what a detail says stays in the body: no header takes a text of a request', async () => {
  fc.assert(
    fc.property(fc.constantFrom(...CODES), fc.string({ unit: 'binary' }), (code, text) => {
      const plain = { ...problem(code).headers, 'content-length': '' }
      const answered = {
        ...problem(code, { detail: `\r\nSet-Cookie: ${text}` }).headers,
        'content-length': '',
      }
      return JSON.stringify(plain) === JSON.stringify(answered)
    }),
  )
})

t.test('a caller without a credential is told the scheme and no error, as RFC 6750 §3.1 asks', async (t) => {
  for (const answer of [
    problem('UNAUTHENTICATED'),
    problem('UNAUTHENTICATED', { challenge: 'no credential' }),
    problem('UNAUTHENTICATED', { detail: 'Sign in again.', challenge: 'no credential' }),
  ]) {
    t.equal(answer.headers['www-authenticate'], 'Bearer realm="DataHub"')
  }
})

t.test('a caller with a bad credential is told that the token is invalid, and not why', async (t) => {
  const { headers } = problem('UNAUTHENTICATED', { challenge: 'invalid token' })
  const challenge = headers['www-authenticate'] ?? ''
  t.equal(
    challenge,
    'Bearer realm="DataHub", error="invalid_token", error_description="The access token is not valid"',
  )
  // RFC 6750 §3: quoted strings of these characters only.
  const description = /error_description="([^"]*)"/.exec(challenge)?.[1] ?? ''
  t.match(description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]+$/)
})

t.test('only a 401 carries a challenge', async (t) => {
  for (const code of CODES) {
    const challenge = problem(code, { challenge: 'invalid token' }).headers['www-authenticate']
    t.equal(challenge !== undefined, ERRORS[code].status === 401, code)
  }
})

t.test('an error that may pass says when to try again', async (t) => {
  for (const code of CODES) {
    const definition: ErrorDefinition = ERRORS[code]
    const isPassing = [429, 502, 503, 504].includes(definition.status)
    const seconds = problem(code).headers['retry-after']
    // RFC 9110 §10.2.3: whole seconds.
    if (isPassing) t.match(seconds, /^[1-9]\d*$/, code)
    else t.equal(seconds, undefined, code)
  }
})
