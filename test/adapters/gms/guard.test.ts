import { randomBytes } from 'node:crypto'
import { request as httpRequest } from 'node:http'
import fc from 'fast-check'
import t from 'tap'
import type { GmsJudgement } from '../../../src/domain/gms-endpoints/judgement.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'
import { sendRaw } from '../../helpers/proxied.ts'
import { valuesOf } from '../../helpers/recording-gms.ts'
import { type GuardedOptions, guardedWorld, post } from './guarded.ts'

const OPEN: GmsJudgement = { kind: 'open' }
const DEMANDS: GmsJudgement = { kind: 'demands', demands: [{ anyOf: [['MANAGE_POLICIES']] }] }
const BODY: GmsJudgement = { kind: 'body', read: () => OPEN }

t.test('a body that was judged reaches GMS in the same bytes, however it is framed', async (t) => {
  const read: Buffer[] = []
  const judge = (): GmsJudgement => ({
    kind: 'body',
    read: (body) => {
      read.push(Buffer.from(body))
      return OPEN
    },
  })
  const { gms, bodies, url } = await guardedWorld(t, { judge })
  const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 3000 }), { maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(pieces, fc.boolean(), async (parts, chunked) => {
      const whole = Buffer.concat(parts)
      const headers = chunked ? {} : { 'content-length': whole.length }
      await new Promise<void>((resolve, reject) => {
        const request = httpRequest(`${url}/x`, { method: 'POST', headers }, (response) =>
          response.resume().on('end', resolve),
        ).on('error', reject)
        for (const part of parts) request.write(part)
        request.end()
      })
      t.ok(bodies.at(-1)?.equals(whole), 'what GMS got')
      t.ok(read.at(-1)?.equals(whole), 'what was judged')
    }),
    { numRuns: 60 },
  )
  await post(url, '{"name":"größer ✓ \\u0000"}', { 'content-type': 'application/json' })
  t.equal(bodies.at(-1)?.toString(), '{"name":"größer ✓ \\u0000"}')
  t.same(valuesOf(gms.requests.at(-1), 'content-type'), ['application/json'])
})

t.test('a client that waits to be told to go on is told so, and its body is judged', async (t) => {
  const { bodies, url } = await guardedWorld(t, { judge: () => BODY })
  const answer = await new Promise<number>((resolve, reject) => {
    const request = httpRequest(
      `${url}/x`,
      { method: 'POST', headers: { expect: '100-continue', 'content-length': 4 } },
      ({ statusCode = 0 }) => resolve(statusCode),
    ).on('error', reject)
    request.on('continue', () => request.end('body'))
    request.flushHeaders()
  })
  t.equal(answer, 200)
  t.equal(bodies[0]?.toString(), 'body')
})

t.test('what is refused never reaches GMS, and says why', async (t) => {
  const refusals: [GuardedOptions, number, RegExp][] = [
    [{ judge: () => ({ kind: 'unreadable', detail: 'Send one action.' }) }, 400, /Send one action/],
    [{ judge: () => ({ kind: 'unmapped' }) }, 403, /No privilege is mapped .* REST_API_UNMAPPED/],
    [{ judge: () => ({ kind: 'body', read: () => ({ kind: 'unmapped' }) }) }, 403, /No privilege is mapped/],
    [
      { judge: () => DEMANDS, admit: () => Promise.reject(new ServiceError('UNDECIDED')) },
      503,
      /"UNDECIDED"/,
    ],
    [
      { judge: () => DEMANDS, admit: () => Promise.reject(new ServiceError('FORBIDDEN')) },
      403,
      /"FORBIDDEN"/,
    ],
    [{ judge: () => DEMANDS, admit: () => Promise.reject(new Error('a bug')) }, 500, /"INTERNAL"/],
    [
      {
        judge: () => ({
          kind: 'body',
          read: () => {
            throw new Error('a bug')
          },
        }),
      },
      500,
      /"INTERNAL"/,
    ],
  ]
  for (const [options, status, text] of refusals) {
    const { gms, url } = await guardedWorld(t, options)
    const answer = await post(url, '{}')
    t.equal(answer.status, status)
    t.match(await answer.text(), text)
    t.equal(gms.requests.length, 0)
  }
})

t.test(
  'what is judged is the head of the request, and what it demands is asked for its sender',
  async (t) => {
    const seen: unknown[] = []
    const { url } = await guardedWorld(t, {
      judge: (head) => {
        seen.push(head)
        return DEMANDS
      },
      admit: async (caller, request) => void seen.push(caller?.principal.actorUrn, request.demands),
    })
    await fetch(`${url}/entities?action=ingest`, {
      method: 'POST',
      body: '{}',
      headers: { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    })
    t.strictSame(seen, [
      {
        method: 'POST',
        path: '/entities',
        search: '?action=ingest',
        contentType: 'application/json',
        contentEncoding: 'gzip',
      },
      'urn:li:corpuser:alice',
      [{ anyOf: [['MANAGE_POLICIES']] }],
    ])
  },
)

t.test('of a type that is said twice both are judged, for GMS is told both', async (t) => {
  const seen: unknown[] = []
  const { gms, url } = await guardedWorld(t, {
    judge: ({ contentType }) => {
      seen.push(contentType)
      return OPEN
    },
  })
  const types = 'Content-Type: application/json\r\nContent-Type: application/x-pson'
  await sendRaw(
    url,
    `POST /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${types}\r\nContent-Length: 2\r\n\r\n{}`,
  )
  t.strictSame(seen, ['application/json, application/x-pson'])
  t.same(valuesOf(gms.requests[0], 'content-type'), ['application/json', 'application/x-pson'])
})

t.test('a body that is held is sent again where our session at GMS had ended', async (t) => {
  const bytes = randomBytes(500)
  const got: Buffer[] = []
  let renewed = 0
  const { url } = await guardedWorld(
    t,
    {
      judge: () => BODY,
      identityFor: () => ({ headers: ['x-session', String(renewed)], renew: () => ++renewed > 0 }),
    },
    (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        got.push(Buffer.concat(chunks))
        response.writeHead(request.headers['x-session'] === '0' ? 401 : 200).end()
      })
    },
  )
  t.equal((await post(url, bytes)).status, 200)
  t.ok(got.length === 2 && got.every((body) => body.equals(bytes)))
})

t.test('what is not judged by its body streams through, and may be longer than what is held', async (t) => {
  const { bodies, url } = await guardedWorld(t, { judge: () => DEMANDS, bodies: { bodyBytesMax: 10 } })
  t.equal((await post(url, 'x'.repeat(100_000))).status, 200)
  t.equal(bodies[0]?.length, 100_000)
})

t.test(
  'what GMS may have changed is read anew once it answered, and not where it was not asked',
  async (t) => {
    const noted: unknown[] = []
    const noteChange = async (demands: unknown) => void noted.push(demands)
    const admitted = await guardedWorld(t, { judge: () => DEMANDS, noteChange })
    await post(admitted.url, '{}')
    t.strictSame(noted, [DEMANDS.kind === 'demands' && DEMANDS.demands])
    const admit = () => Promise.reject(new ServiceError('FORBIDDEN'))
    const refused = await guardedWorld(t, { judge: () => DEMANDS, noteChange, admit })
    await post(refused.url, '{}')
    t.equal(noted.length, 1)
  },
)

t.test(
  'a request that wants to be taken for one with another method is refused, whoever sends it',
  async (t) => {
    const { gms, url } = await guardedWorld(t, { judge: () => OPEN })
    for (const name of ['X-HTTP-Method-Override', 'x_http_method', 'X.Method.Override']) {
      for (const method of ['GET', 'POST']) {
        const answer = await fetch(`${url}/x`, { method, headers: { [name]: 'DELETE' } })
        t.equal(answer.status, 400)
        t.match(await answer.json(), { code: 'METHOD_OVERRIDE_UNSUPPORTED' })
      }
    }
    t.equal(gms.requests.length, 0)
  },
)
