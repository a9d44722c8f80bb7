import { gzipSync } from 'node:zlib'
import t from 'tap'
import { bearer } from '../helpers/person.ts'
import { sendRaw, startProxied } from '../helpers/proxied.ts'
import { valuesOf } from '../helpers/recording-gms.ts'

t.test(
  'GMS learns the actor from the session that it minted, never from what the caller sends',
  async (t) => {
    const { service, gms, token } = await startProxied(t)
    const spoofed = [
      'X-DataHub-Actor: urn:li:corpuser:admin',
      'x_datahub_actor: urn:li:corpuser:admin',
      'X.DataHub.Actor: urn:li:corpuser:admin',
      'X-DATAHUB_ACTOR: urn:li:corpuser:admin',
      'X-DataHub-Delegated-For-Id: admin',
      'X-Forwarded-For: 10.0.0.1',
      'X_Forwarded_For: 10.0.0.1',
      'Forwarded: for=10.0.0.1',
      'X-Real-IP: 10.0.0.1',
      'X-Forwarded-User: admin',
      'Proxy-Authorization: Basic x',
      'Cookie: PLAY_SESSION=stolen; actor=urn:li:corpuser:admin',
      'Connection: close, authorization, x-forwarded-for, x-custom',
      'X-Custom: hop by hop by the line above',
      'TE: trailers',
    ]
    const head = [
      'GET /entities/x HTTP/1.1',
      'Host: latchkey.example',
      ...spoofed,
      `Authorization: ${bearer(token).authorization}`,
    ]
    t.match(await sendRaw(service.gms, `${head.join('\r\n')}\r\n\r\n`), /^HTTP\/1\.1 200 /)

    const [seen] = gms.requests
    t.same(valuesOf(seen, 'authorization'), ['Bearer session-1'])
    t.same(gms.minted, ['datahub'])
    t.same(valuesOf(seen, 'x-forwarded-for'), ['127.0.0.1'])
    t.same(valuesOf(seen, 'x-forwarded-host'), ['latchkey.example'])
    t.same(valuesOf(seen, 'x-forwarded-proto'), ['http'])
    const names = (seen?.rawHeaders ?? [])
      .filter((_, index) => index % 2 === 0)
      .map((name) => name.toLowerCase())
    const expected = [
      'authorization',
      'connection',
      'host',
      'x-forwarded-for',
      'x-forwarded-host',
      'x-forwarded-proto',
    ]
    t.same(names.toSorted(), expected, 'nothing else of it arrives')
    t.notMatch(seen?.rawHeaders.join('\n'), token, 'the token itself stays here')
  },
)

t.test('other headers of a request arrive as they were sent: spelling, order and repeats', async (t) => {
  const { service, gms, token } = await startProxied(t)
  const sent = [
    'X-RestLi-Protocol-Version',
    '2.0.0',
    'Accept',
    'a/b',
    'accept',
    'c/d',
    'X-Thing',
    '1',
    'x-THING',
    '2',
  ]
  const lines = sent.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${sent[index + 1]}`] : []))
  const head = [
    'GET /x HTTP/1.1',
    'Host: x',
    'Connection: close',
    ...lines,
    `Authorization: ${bearer(token).authorization}`,
  ]
  await sendRaw(service.gms, `${head.join('\r\n')}\r\n\r\n`)
  const raw = gms.requests[0]?.rawHeaders ?? []
  const at = raw.indexOf('X-RestLi-Protocol-Version')
  t.same(raw.slice(at, at + sent.length), sent)
})

t.test('GMS’s answer comes through as it is, but for what is between two neighbours', async (t) => {
  const body = gzipSync('{"value":"gzip is not opened"}')
  const { service, token } = await startProxied(t, {
    answer: (_, response) => {
      const headers = [
        'X-RestLi-Id',
        'a',
        'Content-Encoding',
        'gzip',
        'Set-Cookie',
        'a=1',
        'Set-Cookie',
        'b=2',
      ]
      response.writeHead(418, 'Short and stout', [
        ...headers,
        'Connection',
        'X-Hop',
        'X-Hop',
        'gone',
        'Keep-Alive',
        'timeout=1',
      ])
      response.end(body)
    },
  })
  const credential = `Authorization: ${bearer(token).authorization}\r\nConnection: close\r\n\r\n`
  const answer = await sendRaw(service.gms, `GET /x HTTP/1.1\r\nHost: x\r\n${credential}`)
  t.match(answer, /^HTTP\/1\.1 418 Short and stout\r\n/)
  t.match(answer, /\r\nX-RestLi-Id: a\r\nContent-Encoding: gzip\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n/)
  t.notMatch(answer, /X-Hop|timeout=1/)
  t.ok(answer.includes(body.toString('latin1')), 'byte for byte')
})

t.test('answers without a body stay without one', async (t) => {
  const { service, token } = await startProxied(t, {
    answer: (request, response) => {
      const status = Number(request.url?.slice(1))
      response
        .writeHead(status, status === 200 ? { 'Content-Length': '1234', ETag: '"x"' } : { ETag: '"x"' })
        .end()
    },
  })
  for (const [method, status] of [
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['DELETE', 204],
  ] as const) {
    const answer = await fetch(`${service.gms}/${status}`, { method, headers: bearer(token) })
    t.equal(answer.status, status)
    t.equal(answer.headers.get('etag'), '"x"')
    if (method === 'HEAD') t.equal(answer.headers.get('content-length'), '1234')
    t.equal(await answer.text(), '')
  }
})

t.test('two Authorization headers are refused with 400, whatever is in them', async (t) => {
  const { service, gms, token } = await startProxied(t)
  const line = `Authorization: ${bearer(token).authorization}\r\n`
  const answer = await sendRaw(
    service.gms,
    `GET /x HTTP/1.1\r\nHost: x\r\nConnection: close\r\n${line}${line}\r\n`,
  )
  t.match(answer, /^HTTP\/1\.1 400 /)
  t.same(gms.requests, [])
})

t.test('the system client’s credentials are no way in, and are never passed on', async (t) => {
  const { service, gms } = await startProxied(t)
  for (const secret of ['JohnSnowKnowsNothing', 'secret-of-the-tests']) {
    const headers = { authorization: `Basic __datahub_system:${secret}` }
    t.equal((await fetch(`${service.gms}/entities/x`, { headers })).status, 401)
    t.equal((await fetch(`${service.front}/api/gms/entities/x`, { headers })).status, 401)
  }
  t.same(gms.requests, [])
})
