import type { IncomingMessage, ServerResponse } from 'node:http'
import t, { type Test } from 'tap'
import { makeCallGms } from '../../../src/adapters/gms/call-gms.ts'
import { makeGmsPool } from '../../../src/adapters/gms/pool.ts'
import type { GmsCall, GmsIdentityFor } from '../../../src/app/ports/gms.ts'
import { NOBODY } from '../../../src/domain/gms-identity.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'
import { startRecordingGms, valuesOf } from '../../helpers/recording-gms.ts'

const CALLER = { principal: null, authorization: 'Bearer of the caller' }
const CALL: GmsCall = { caller: CALLER, method: 'POST', path: '/api/graphql?x=1', body: '{"a":1}' }

async function startCalls(
  t: Test,
  answer?: (request: IncomingMessage, response: ServerResponse) => void,
  identityFor: GmsIdentityFor = () => NOBODY,
) {
  const gms = await startRecordingGms(t, answer)
  const pool = makeGmsPool({
    url: `${gms.url}/base`,
    connectTimeoutMs: 1000,
    responseTimeoutMs: 300,
    connectionsMax: 2,
  })
  t.teardown(() => pool.pool.destroy())
  return { gms, callGms: makeCallGms({ gms: pool, identityFor, answerBytesMax: 1000 }) }
}

t.test(
  'an answer comes whole, whatever its status, with the names of its header in lower case',
  async (t) => {
    const { gms, callGms } = await startCalls(t, (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        response.writeHead(418, { 'Content-Type': 'x/y' })
        response.end(Buffer.concat(chunks))
      })
    })
    const answer = await callGms({ ...CALL, body: Buffer.from([0, 255, 10]) })
    t.equal(answer.status, 418)
    t.equal(answer.headers['content-type'], 'x/y')
    t.same(Buffer.from(answer.body), Buffer.from([0, 255, 10]))
    t.match(gms.requests, [{ method: 'POST', target: '/base/api/graphql?x=1' }])
  },
)

t.test('of the caller’s header only what says how to answer reaches GMS', async (t) => {
  const { gms, callGms } = await startCalls(t)
  const headers = {
    accept: 'a/b',
    'user-agent': 'tests',
    traceparent: '00-1-2-03',
    authorization: 'Bearer of the caller',
    cookie: 'session=1',
    'content-type': 'application/json; charset=utf-16',
    'content-encoding': 'gzip',
    'x-datahub-actor': 'urn:li:corpuser:datahub',
    'x-forwarded-for': '1.1.1.1',
    'transfer-encoding': 'chunked',
    host: 'elsewhere',
  }
  await callGms({ ...CALL, headers })
  const names = gms.requests[0]?.rawHeaders.filter((_, at) => at % 2 === 0).map((name) => name.toLowerCase())
  t.same(names?.sort(), [
    'accept',
    'connection',
    'content-length',
    'content-type',
    'host',
    'traceparent',
    'user-agent',
  ])
  t.same(valuesOf(gms.requests[0], 'content-type'), ['application/json'])
})

t.test('a refused session is renewed once, and the same body sent again', async (t) => {
  let renewed = 0
  const identityFor: GmsIdentityFor = () => ({
    headers: ['authorization', `Bearer ${renewed}`],
    renew() {
      renewed++
      return true
    },
  })
  const refuse = (request: IncomingMessage, response: ServerResponse) => {
    request.resume().on('end', () => response.writeHead(401).end('no'))
  }
  const { gms, callGms } = await startCalls(t, refuse, identityFor)
  const answer = await callGms(CALL)
  t.equal(answer.status, 401, 'the second refusal is GMS’s own word')
  t.same(
    gms.requests.flatMap((request) => [
      valuesOf(request, 'authorization'),
      valuesOf(request, 'content-length'),
    ]),
    [['Bearer 0'], ['7'], ['Bearer 1'], ['7']],
  )
  t.equal(renewed, 1)
})

t.test('a 401 that Rest.li marks as its own is passed on, and nothing is renewed', async (t) => {
  const identityFor: GmsIdentityFor = () => ({ headers: [], renew: () => t.fail('renewed') })
  const { gms, callGms } = await startCalls(
    t,
    (request, response) =>
      request.resume().on('end', () => response.writeHead(401, { 'X-RestLi-Error-Response': 'true' }).end()),
    identityFor,
  )
  t.equal((await callGms(CALL)).status, 401)
  t.equal(gms.requests.length, 1)
})

t.test('a request without a body says nothing of what is in it', async (t) => {
  const { gms, callGms } = await startCalls(t)
  await callGms({ caller: CALL.caller, method: 'GET', path: '/config' })
  t.same(valuesOf(gms.requests[0], 'content-type'), [])
})

t.test('what keeps an answer from coming is an error with a name', async (t) => {
  const { gms, callGms } = await startCalls(t, (request, response) => {
    request.resume()
    if (request.url?.endsWith('/long')) response.end('x'.repeat(1001))
    else if (request.url?.endsWith('/full')) response.end('x'.repeat(1000))
    else if (request.url?.endsWith('/broken')) response.destroy()
  })
  t.equal((await callGms({ ...CALL, path: '/full' })).body.length, 1000)
  await t.rejects(callGms({ ...CALL, path: '/long' }), {
    code: 'GMS_UNREACHABLE',
    detail: /more than 1000 bytes/,
  })
  await t.rejects(callGms({ ...CALL, path: '/broken' }), { code: 'GMS_UNREACHABLE' })
  await t.rejects(callGms({ ...CALL, path: '/silent' }), { code: 'GMS_TIMEOUT' })
  gms.server.closeAllConnections()
  await new Promise((resolve) => gms.server.close(resolve))
  await t.rejects(callGms(CALL), { code: 'GMS_UNREACHABLE' })
  const { callGms: asNobody } = await startCalls(t, undefined, () => undefined)
  await t.rejects(asNobody(CALL), { code: 'UNAUTHENTICATED' })
  const minting = new ServiceError('ACTOR_REFUSED')
  const { callGms: refused } = await startCalls(t, undefined, () => Promise.reject(minting))
  await t.rejects(refused(CALL), minting)
})
