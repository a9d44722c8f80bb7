import Fastify from 'fastify'
import t from 'tap'
import accessGuard from '../../plugins/door/access-guard.ts'
import services from '../../plugins/door/services.ts'
import sessionCookies from '../../plugins/door/session-cookies.ts'
import { bearer, issueToken, signIn } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'

t.test('a route that declares no access stops the start', async (t) => {
  const core = Fastify()
  core.decorate('settings', { METADATA_SERVICE_AUTH_ENABLED: true } as never)
  for (const name of ['authenticate', 'sessions', 'tokens', 'gmsProxy']) core.decorate(name, {} as never)
  const door = Fastify()
  await door.register(services, { core })
  await door.register(sessionCookies)
  await door.register(accessGuard, { cookies: true })
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

const TOKEN = { name: 'x', duration: 'ONE_HOUR' }
