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
