import t from 'tap'
import { errors } from 'undici'
import { gmsFailureCode } from '../../../src/adapters/gms/failure-code.ts'

t.test('a GMS that takes too long, whatever for, is a time-out', async (t) => {
  for (const error of [
    new errors.ConnectTimeoutError(),
    new errors.HeadersTimeoutError(),
    new errors.BodyTimeoutError(),
    new DOMException('a deadline of ours', 'TimeoutError'),
  ])
    t.equal(gmsFailureCode(error), 'GMS_TIMEOUT', error.name)
})

t.test('every other failure is a GMS that could not be reached', async (t) => {
  const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' })
  const others = [
    new errors.SocketError('other side closed'),
    new errors.ClientDestroyedError(),
    new errors.HTTPParserError('bad'),
    new errors.ResponseContentLengthMismatchError(),
    refused,
    new AggregateError([refused]),
    Object.assign(new Error('x'), { code: 'X_UND_ERR_BODY_TIMEOUT_X' }),
    Object.assign(new Error('x'), { code: 7 }),
    new Error('UND_ERR_HEADERS_TIMEOUT'),
    'UND_ERR_HEADERS_TIMEOUT',
    null,
    undefined,
  ]
  for (const error of others) t.equal(gmsFailureCode(error), 'GMS_UNREACHABLE', String(error))
})
