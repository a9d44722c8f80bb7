import { pino } from 'pino'
import t from 'tap'
import { loadSettings } from '../../src/config/load.ts'
import { startService } from '../../src/start-service.ts'
import { makeBrowser } from '../helpers/browser.ts'
import { freePort } from '../helpers/servers/free-port.ts'
import { startSso } from '../helpers/sso.ts'
import { changed, FAILED, NOT_BEGUN_HERE, refused, world } from './sso-attacks-world.ts'

t.test(
  'a callback that was used is not used again, in this browser or with its cookies of before',
  async (t) => {
    const sso = await world(t)
    const { browser, callback } = sso
    const before = browser.copy()
    t.equal((await browser.send(callback)).headers.get('location'), '/')
    const replayer = makeBrowser()
    await refused(t, sso, replayer, callback, NOT_BEGUN_HERE)
    await refused(t, sso, before, callback, /used before/)
  },
)

t.test(
  'a callback in another browser signs nobody in: its sender would be signed in as somebody else',
  async (t) => {
    const sso = await world(t)
    const victim = makeBrowser()
    await refused(t, sso, victim, sso.callback, NOT_BEGUN_HERE)
    await sso.callbackOf('u1', victim)
    await refused(t, sso, victim, sso.callback, NOT_BEGUN_HERE, 'who has begun a sign-on of their own')
  },
)

t.test('a callback whose state was changed, left out or doubled is nobody’s', async (t) => {
  const sso = await world(t)
  const { browser, callback } = sso
  const state = callback.searchParams.get('state') ?? ''
  const other = `${state.slice(0, 42)}${state.endsWith('A') ? 'B' : 'A'}`
  const rows: [string, URL][] = [
    ['changed', changed(callback, (query) => query.set('state', other))],
    ['left out', changed(callback, (query) => query.delete('state'))],
    ['empty', changed(callback, (query) => query.set('state', ''))],
    ['doubled', changed(callback, (query) => query.append('state', state))],
    ['long', changed(callback, (query) => query.set('state', state.repeat(100)))],
    ['no query', new URL(callback.pathname, callback)],
  ]
  for (const [what, url] of rows) await refused(t, sso, browser.copy(), url, NOT_BEGUN_HERE, what)
})

t.test('a pending sign-on that we did not seal does not count, whoever made it', async (t) => {
  const sso = await world(t)
  const { browser, callback, service } = sso
  const [[name = '', value = ''] = []] = Object.entries(browser.cookies(callback)).filter(([key]) =>
    key.startsWith('latchkey_sso_'),
  )
  const state = callback.searchParams.get('state')
  const made = JSON.stringify({ state, nonce: 'n', verifier: 'v', redirectPath: '/', expiresAt: 1e15 })
  const forged = [
    '',
    'x',
    made,
    Buffer.from(made).toString('base64url'),
    `${value.slice(0, -2)}${value.endsWith('AA') ? 'BB' : 'AA'}`,
    `${value.startsWith('A') ? 'B' : 'A'}${value.slice(1)}`,
    value.slice(0, 20),
  ]
  for (const cookie of forged) {
    const answer = await fetch(callback, {
      redirect: 'manual',
      headers: { cookie: `${name}=${encodeURIComponent(cookie)}` },
    })
    t.match(answer.headers.get('location'), /^\/login\?error_msg=This%20sign-on%20was%20not%20begun/, cookie)
  }
  t.equal((await fetch(`${service.front}/health`)).status, 200)
  t.equal((await browser.send(callback)).headers.get('location'), '/', 'the true one does')
})

t.test('a code that the provider did not give is refused', async (t) => {
  const sso = await world(t)
  for (const code of ['x', 'x'.repeat(3000), `${sso.callback.searchParams.get('code')}x`]) {
    const url = changed(sso.callback, (query) => query.set('code', code))
    await refused(t, sso, sso.browser.copy(), url, /used before, or took too long/)
  }
  await refused(
    t,
    sso,
    sso.browser.copy(),
    changed(sso.callback, (query) => query.delete('code')),
    FAILED,
  )
})

t.test('a browser that restores thirty tabs signs on in them', async (t) => {
  const { service, provider, callbackOf, whoIs } = await startSso(t)
  provider.people.set('u1', { email: 'alice@example.com' })
  const browser = makeBrowser()
  const start = `/authenticate?redirect_uri=/${'x'.repeat(1990)}`
  for (let i = 0; i < 29; i++) await browser.send(service.front + start)
  const callback = await callbackOf('u1', browser, start)
  t.equal((await browser.send(callback)).headers.get('location'), '/')
  t.equal(await whoIs(browser), 'urn:li:corpuser:alice@example.com')
})

t.test('the answer of another provider is not taken for this one’s (mix-up)', async (t) => {
  const sso = await world(t)
  const wrong = changed(sso.callback, (query) => query.set('iss', 'https://evil.example'))
  await refused(t, sso, sso.browser.copy(), wrong, FAILED)
  await refused(
    t,
    sso,
    sso.browser.copy(),
    changed(sso.callback, (query) => query.delete('iss')),
    FAILED,
  )
})

t.test('an ID token that is not for this sign-on, or not now, signs nobody in', async (t) => {
  const seconds = Math.floor(Date.now() / 1000)
  const rows: [string, (claims: Record<string, unknown>) => Record<string, unknown>][] = [
    ['another nonce', (claims) => ({ ...claims, nonce: 'A'.repeat(43) })],
    ['no nonce', ({ nonce: _, ...claims }) => claims],
    ['expired', (claims) => ({ ...claims, exp: seconds - 60 })],
    ['of the future', (claims) => ({ ...claims, iat: seconds + 600, nbf: seconds + 600 })],
    ['for another client', (claims) => ({ ...claims, aud: 'somebody-else' })],
    ['of another issuer', (claims) => ({ ...claims, iss: 'https://evil.example' })],
    ['of nobody', ({ sub: _, ...claims }) => claims],
    ['of somebody else than userinfo', (claims) => ({ ...claims, sub: 'u2' })],
  ]
  for (const [what, alter] of rows) {
    const sso = await world(t)
    sso.provider.alterIdToken = alter
    await refused(t, sso, sso.browser, sso.callback, FAILED, what)
    await sso.service.stop()
  }
})

t.test('an ID token that the provider did not sign signs nobody in', async (t) => {
  const sso = await world(t)
  sso.provider.forgeSignature = true
  await refused(t, sso, sso.browser, sso.callback, FAILED)
})

t.test('an ID token is good for half a minute more where clocks differ', async (t) => {
  const sso = await world(t)
  sso.provider.alterIdToken = (claims) => ({ ...claims, exp: Math.floor(Date.now() / 1000) - 10 })
  t.equal((await sso.browser.send(sso.callback)).headers.get('location'), '/')
})

t.test('no secret of a sign-on, done or failed, is in the log', async (t) => {
  const sso = await startSso(t)
  sso.provider.people.set('u1', { email: 'alice@example.com' })
  await sso.service.stop()
  const lines: string[] = []
  const environment = {
    DATABASE_URL: `sqlite:${t.testdir({ log: {} })}/log/latchkey.db`,
    PORT: new URL(sso.service.front).port,
    GMS_LISTEN_PORT: '0',
    METRICS_PORT: String(await freePort()),
    AUTH_OIDC_ENABLED: 'true',
    AUTH_OIDC_CLIENT_ID: sso.provider.clientId,
    AUTH_OIDC_CLIENT_SECRET: sso.provider.clientSecret,
    AUTH_OIDC_DISCOVERY_URI: sso.provider.discoveryUri,
    AUTH_OIDC_BASE_URL: sso.service.front,
  }
  const logger = pino({ level: 'trace' }, { write: (line) => lines.push(line) })
  const service = await startService(loadSettings(environment), logger)
  t.teardown(() => service.close(0))
  const secrets: string[] = [sso.provider.clientSecret]
  async function attempt(alter?: (claims: Record<string, unknown>) => Record<string, unknown>) {
    sso.provider.alterIdToken = alter
    const browser = makeBrowser()
    const callback = await sso.callbackOf('u1', browser)
    secrets.push(...callback.searchParams.values(), ...Object.values(browser.cookies(callback)))
    await browser.send(callback)
    await browser.send(callback)
    secrets.push(...Object.values(browser.cookies(service.frontUrl)))
  }
  await attempt()
  await attempt((claims) => ({ ...claims, nonce: 'x' }))
  sso.provider.forgeSignature = true
  await attempt()
  const log = lines.join('')
  t.match(log, /SSO_FAILED/, 'what failed is logged')
  for (const secret of secrets.filter(
    (value) => value.length > 20 && !value.startsWith('http') && !value.startsWith('urn'),
  ))
    t.notOk(log.includes(secret))
  t.notMatch(log, /eyJ[\w-]+\./)
})
