import Fastify from 'fastify'
import t from 'tap'
import accessDeclared from '../../plugins/access-declared.ts'
import { bearer, issueToken, signIn } from '../helpers/person.ts'
import { sendRaw } from '../helpers/proxied.ts'
import { startInProcess } from '../helpers/service.ts'

t.test('a route that declares no access stops the start', async (t) => {
  const door = Fastify()
  await door.register(accessDeclared)
  t.throws(() => door.get('/forgotten', async () => 'secret'), /GET \/forgotten declares no access/)
})

t.test('probes and metrics answer on their own port, and tell of use', async (t) => {
  const { front, gms, metrics, rootPassword = '' } = await startInProcess(t)
  for (const probe of ['livez', 'readyz', 'startupz']) {
    t.equal((await fetch(`${metrics}/${probe}`)).status, 200, probe)
  }
  const { token } = await issueToken(front, await signIn(front, 'datahub', rootPassword), TOKEN)
  for (let i = 0; i < 3; i++)
    await fetch(`${gms}/entities/urn:li:corpuser:datahub`, { headers: bearer(token) })
  const text = await (await fetch(`${metrics}/metrics`)).text()
  t.match(text, /^latchkey_gms_answers_total 3$/m)
  t.match(text, /^latchkey_token_lookup_store_reads_total 1$/m)
  t.match(text, /^latchkey_token_lookup_local_hits_total 2$/m)
  t.match(text, /^process_resident_memory_bytes /m)
  t.notMatch(text, token)
})

t.test('what a load balancer asks answers without a token', async (t) => {
  const { front, gms } = await startInProcess(t)
  t.equal(await (await fetch(`${front}/health`)).text(), 'GOOD')
  t.equal(await (await fetch(`${front}/admin`)).text(), 'GOOD')
  t.equal((await fetch(`${gms}/health`)).status, 200)
  t.match(
    await (await fetch(`${gms}/config`)).json(),
    { noCode: 'true' },
    'DataHub’s client asks before it has a token',
  )
})

t.test('an unknown path of the front door is a problem, not a page', async (t) => {
  const { front } = await startInProcess(t)
  for (const path of ['/nothing', '/v1/nothing', '/%zz']) {
    const answer = await fetch(front + path)
    t.match(answer.headers.get('content-type'), 'application/problem+json', path)
    t.ok([400, 404].includes(answer.status), path)
  }
})

t.test('a path of ours under a method that it does not take says which it takes', async (t) => {
  const { front, gms } = await startInProcess(t)
  const rows: [string, string, string][] = [
    ['PUT', '/v1/tokens', 'GET, HEAD, POST'],
    ['OPTIONS', '/v1/tokens', 'GET, HEAD, POST'],
    ['POST', '/v1/tokens/x', 'DELETE, GET, HEAD'],
    ['GET', '/v1/tokens/revoke', 'POST'],
    ['GET', '/logIn', 'POST'],
    ['POST', '/logOut', 'GET, HEAD'],
    ['POST', '/health', 'GET, HEAD'],
    ['DELETE', '/docs/json', 'GET, HEAD'],
    ['GET', '/api/graphql?query={me}', 'POST'],
    ['PUT', '/api/gms/api/graphql', 'POST'],
  ]
  for (const [method, path, allow] of rows) {
    const body = method === 'POST' ? { headers: { 'content-type': 'text/xml' }, body: '<x/>' } : {}
    const answer = await fetch(front + path, { method, ...body })
    const what = `${method} ${path}`
    t.equal(answer.status, 405, what)
    t.equal(answer.headers.get('allow'), allow, what)
    const { code, detail } = (await answer.json()) as Record<string, string>
    t.equal(code, 'METHOD_NOT_ALLOWED', what)
    t.match(detail, `This endpoint takes ${allow}. Send the request with`, what)
  }
  t.equal((await fetch(`${front}/nothing`, { method: 'PUT' })).status, 404)
  t.equal((await fetch(`${front}/v1/tokens/`, { method: 'POST' })).status, 404, 'a token without an id')
  // What GMS has is for GMS to say.
  for (const url of [`${front}/api/gms/health`, `${front}/openapi/v3/x`, `${gms}/health`, `${gms}/config`])
    t.equal((await fetch(url, { method: 'PUT' })).status, 401, url)
})

t.test('who sent no credential is told to sign in where that is of use, in one challenge', async (t) => {
  const { front, gms } = await startInProcess(t)
  const told = async (url: string, headers: Record<string, string> = {}) => {
    const answer = await fetch(url, { headers })
    const { detail } = (await answer.json()) as { detail: string }
    return [answer.status, answer.headers.get('www-authenticate'), /POST \/logIn/.test(detail)]
  }
  const challenge = 'Bearer realm="DataHub"'
  for (const path of ['/v1/tokens', '/admin/users', '/api/gms/entities/x']) {
    t.strictSame(await told(front + path), [401, challenge, true], path)
    const cookie = `latchkey_session=${'A'.repeat(43)}`
    t.strictSame(await told(front + path, { cookie }), [401, challenge, true], 'a session that is over')
    const [status, , signIn] = await told(front + path, bearer('x'))
    t.strictSame([status, signIn], [401, false], 'a bad token')
  }
  t.strictSame(await told(`${gms}/entities/x`), [401, challenge, false])
})

t.test('a door can be switched off', async (t) => {
  const { gms, metrics, front } = await startInProcess(t, { GMS_LISTEN_PORT: '0', METRICS_PORT: '0' })
  t.equal(gms, '')
  t.equal(metrics, '')
  t.equal((await fetch(`${front}/health`)).status, 200)
})

t.test('what cannot be read as HTTP is a problem too, and ends the connection', async (t) => {
  const { front } = await startInProcess(t)
  for (const [bytes, status] of [
    ['GET / HTTP/1.1\r\nHost : x\r\n\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n', 400],
    [`GET / HTTP/1.1\r\nHost: x\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
  ] as const) {
    const answer = await sendRaw(front, bytes)
    t.match(answer, new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*application/problem\\+json[\\s\\S]*"code":"`))
  }
})

t.test('a method that nobody knows is no fault of ours, and nothing for the log', async (t) => {
  const { front } = await startInProcess(t)
  const answer = await sendRaw(
    front,
    'QUERY /zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 2\r\n\r\nab',
  )
  t.match(answer, /^HTTP\/1\.1 4\d\d /)
})

const TOKEN = { name: 'x', duration: 'ONE_HOUR' }
