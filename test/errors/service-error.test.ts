import t from 'tap'
import { ERRORS, type ErrorCode } from '../../src/errors/catalog.ts'
import { ServiceError } from '../../src/errors/service-error.ts'

const CODES = Object.keys(ERRORS) as ErrorCode[]

t.test('an error thrown with its code alone says what the catalog says', async (t) => {
  for (const code of CODES) {
    const error = new ServiceError(code)
    t.ok(error instanceof Error)
    t.match(error, { name: 'ServiceError', code, message: code, detail: ERRORS[code].detail })
    t.equal(error.challenge, 'no credential', 'and blames no token')
    t.notOk('cause' in error)
  }
})

t.test('what is for the log stays out of what is for the caller', async (t) => {
  const cause = new Error('connect ECONNREFUSED 10.0.0.7:3306')
  const error = new ServiceError('STORE_UNAVAILABLE', { internal: 'the pool of mysql-0 is empty', cause })
  t.equal(error.message, 'the pool of mysql-0 is empty')
  t.equal(error.cause, cause)
  t.equal(error.detail, ERRORS.STORE_UNAVAILABLE.detail)
})

t.test('a thrower may sharpen what the caller reads, and say why a credential is refused', async (t) => {
  const error = new ServiceError('UNAUTHENTICATED', { detail: 'Sign in again.', challenge: 'invalid token' })
  t.match(error, { message: 'UNAUTHENTICATED', detail: 'Sign in again.', challenge: 'invalid token' })
})

t.test('a cause of nothing is kept where it was given as one', async (t) => {
  t.equal(new ServiceError('INTERNAL', { cause: null }).cause, null)
})
