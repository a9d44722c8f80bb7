import { once } from 'node:events'
import { connect } from 'node:net'
import t from 'tap'
import { Secret } from '../../src/domain/secret.ts'
import { startSandboxGms } from '../../src/sandbox/index.ts'
import { BODY_BYTES_MAX } from '../../src/sandbox/request-body.ts'
import { proposal, restLiError, SYSTEM_CREDENTIALS, SYSTEM_URN, sandboxFor } from './helpers.ts'

t.test('health and config are open, and say nothing of an actor', async (t) => {
  const gms = await sandboxFor(t)
  const health = await gms.send('/health')
  t.same([health.status, health.text, health.headers.get('x-sandbox-actor')], [200, '', null])
  t.equal((await gms.send('/health', { method: 'HEAD' })).status, 200)
  const config = await gms.send('/config')
  t.equal(config.status, 200)
  t.match(config.json, {
    noCode: 'true',
    retention: 'true',
    versions: { 'acryldata/datahub': { version: /sandbox/, commit: 'sandbox' } },
  })
  t.equal((await gms.send('/config?x=y')).status, 200)
})

t.test('open means these paths exactly', async (t) => {
  const gms = await sandboxFor(t)
  for (const path of ['/health/', '/config/x', '/configuration', '/Health', '//health', '/%2Fhealth']) {
    t.equal((await gms.send(path)).status, 401, path)
  }
})

t.test('an unknown path is a Rest.li 404', async (t) => {
  const gms = await sandboxFor(t)
  for (const path of [
    '/',
    '/api/graphql',
    '/datasets',
    '/entities/urn:li:tag:x/sub',
    '/auth/verifyNativeUserCredentials',
  ]) {
    const { status, json, headers } = await gms.get(path)
    t.equal(status, 404, path)
    t.match(json, restLiError(404, /./))
    t.equal(headers.get('x-sandbox-actor'), SYSTEM_URN, 'errors say who asked, too')
  }
})

t.test('a wrong method is a 405 that says which is right', async (t) => {
  const gms = await sandboxFor(t)
  const cases = [
    ['DELETE', '/entities/urn:li:tag:x', 'GET'],
    ['PUT', '/entitiesV2/urn:li:tag:x', 'GET'],
    ['GET', '/aspects', 'POST'],
    ['GET', '/auth/generateSessionTokenForUser', 'POST'],
    ['POST', '/config', 'GET, HEAD'],
  ] as const
  for (const [method, path, allow] of cases) {
    const { status, headers, json } = await gms.send(path, {
      method,
      headers: { authorization: SYSTEM_CREDENTIALS },
    })
    t.same([status, headers.get('allow')], [405, allow], `${method} ${path}`)
    t.match(json, restLiError(405, /./))
  }
})

t.test('malformed percent-encoding is a 400', async (t) => {
  const gms = await sandboxFor(t)
  for (const path of [
    '/entities/urn%3Ali%3',
    '/entities/%zz',
    '/entities/%ff',
    '/entitiesV2/urn:li:tag:x?aspects=%e0',
  ]) {
    const { status, json } = await gms.get(path)
    t.equal(status, 400, path)
    t.match(json, restLiError(400, /percent-encoding/))
  }
})

t.test('a body of 16 MiB is taken, one byte more is a 413', async (t) => {
  const gms = await sandboxFor(t)
  const body = JSON.stringify({ proposal: proposal('status', {}) })
  const largest = body + ' '.repeat(BODY_BYTES_MAX - body.length)
  t.equal((await gms.post('/aspects?action=ingestProposal', largest)).status, 200)
  const { status, json } = await gms.post('/aspects?action=ingestProposal', `${largest} `)
  t.equal(status, 413)
  t.match(json, restLiError(413, new RegExp(`${BODY_BYTES_MAX}`)))
  t.equal((await gms.get('/entities/urn:li:tag:x')).status, 200, 'and the sandbox goes on')
})

t.test('what nobody foresaw is a Rest.li 500 without a word about its cause', async (t) => {
  const gms = await sandboxFor(t)
  // Deeper than JSON.stringify can go, though JSON.parse reads it.
  const value = `{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}`
  const aspect = { value, contentType: 'application/json' }
  const reply = await gms.post('/aspects?action=ingestProposal', {
    proposal: proposal('status', {}, { aspect }),
  })
  t.equal(reply.status, 500)
  t.same(reply.json, restLiErrorBody(500, 'The sandbox GMS failed unexpectedly.'))
  t.equal(
    (await gms.get('/aspects/urn:li:tag:x?aspect=status&version=0')).status,
    404,
    'and the sandbox goes on',
  )
})

function restLiErrorBody(status: number, message: string): object {
  return { exceptionClass: 'com.linkedin.restli.server.RestLiServiceException', message, status }
}

t.test('a caller that hangs up in the middle of its body harms nobody', async (t) => {
  const gms = await sandboxFor(t)
  const { hostname, port } = new URL(gms.url)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write(
    'POST /aspects?action=ingestProposal HTTP/1.1\r\nHost: x\r\n' +
      `Authorization: ${SYSTEM_CREDENTIALS}\r\nContent-Length: 1000\r\n\r\n{"prop`,
  )
  socket.resetAndDestroy()
  await once(socket, 'close')
  t.equal((await gms.get('/entities/urn:li:tag:x')).status, 200)
})

t.test('it listens on the loopback, on the port it is told, and lets go of it when closed', async (t) => {
  const options = {
    systemClientId: 'id',
    systemClientSecret: new Secret('secret'),
    authEnabled: true,
    sessionTokenDurationMs: 1000,
  }
  const first = await startSandboxGms(options)
  const { hostname, port } = new URL(first.url)
  t.equal(hostname, '127.0.0.1')
  await t.rejects(startSandboxGms({ ...options, port: Number(port) }), { code: 'EADDRINUSE' })
  await fetch(`${first.url}/health`)
  await first.close()
  await first.close()
  const second = await startSandboxGms({ ...options, port: Number(port) })
  t.equal(second.url, first.url)
  await second.close()
})
