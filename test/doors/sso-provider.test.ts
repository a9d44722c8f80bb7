import { once } from 'node:events'
import { type AddressInfo, createServer } from 'node:net'
import t from 'tap'
import { makeBrowser } from '../helpers/browser.ts'
import { startSso } from '../helpers/sso.ts'
import { changed, FAILED, refused, world } from './sso-attacks-world.ts'

t.test('made-up codes cost the provider a hundred requests, and no more', async (t) => {
  const sso = await world(t)
  const { browser, callback, provider, service } = sso
  const guess = changed(callback, (query) => query.set('code', 'x'))
  for (let i = 0; i < 105; i++) await browser.copy().send(guess)
  await refused(t, sso, browser.copy(), guess, /too many wrong attempts/)
  t.equal(provider.asked.get('/token'), 100)
  t.equal((await fetch(`${service.front}/health`)).status, 200)
})

t.test('attempts while the provider is away do not count', async (t) => {
  const sso = await world(t)
  const { browser, callback, provider } = sso
  await provider.stop()
  for (let i = 0; i < 105; i++) await browser.copy().send(callback)
  await provider.restart()
  t.equal((await browser.send(callback)).headers.get('location'), '/')
})

t.test('a provider that is away is said to be, costs nobody else anything, and is asked again', async (t) => {
  const sso = await startSso(t)
  const { service, provider, signOn, callbackOf, whoIs } = sso
  provider.people.set('u1', { email: 'alice@example.com' })
  await provider.stop()
  const away = await makeBrowser().send(`${service.front}/authenticate?redirect_uri=/x`)
  t.match(away.headers.get('location'), /^\/login\?error_msg=Single%20sign-on%20did%20not%20work/)
  t.equal((await fetch(`${service.front}/health`)).status, 200)
  await provider.restart()
  t.equal(await whoIs((await signOn('u1')).browser), 'urn:li:corpuser:alice@example.com')
  const browser = makeBrowser()
  const callback = await callbackOf('u1', browser)
  await provider.stop()
  await refused(t, sso, browser.copy(), callback, FAILED)
  await provider.restart()
  t.equal((await browser.send(callback)).headers.get('location'), '/', 'nothing was used up')
})

t.test(
  'a provider that does not answer is waited for as long as was configured, by all at once',
  async (t) => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1')
    await once(silent, 'listening')
    t.teardown(() => silent.close())
    const { port } = silent.address() as AddressInfo
    const { service } = await startSso(t, {
      AUTH_OIDC_DISCOVERY_URI: `http://127.0.0.1:${port}/.well-known/openid-configuration`,
      AUTH_OIDC_READ_TIMEOUT: '300',
    })
    const start = performance.now()
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => fetch(`${service.front}/sso`, { redirect: 'manual' })),
    )
    const ms = performance.now() - start
    t.ok(ms > 250 && ms < 3000, `${Math.round(ms)} ms`)
    for (const answer of answers)
      t.match(answer.headers.get('location'), /^\/login\?error_msg=Single%20sign-on/)
  },
)

t.test('a provider is asked what it is once, not for each sign-on', async (t) => {
  const { provider, signOn } = await startSso(t)
  provider.people.set('u1', { email: 'alice@example.com' })
  t.equal(provider.asked.get('/.well-known/openid-configuration'), undefined, 'a start does without it')
  await Promise.all([signOn('u1'), signOn('u1'), signOn('u1')])
  t.equal(provider.asked.get('/.well-known/openid-configuration'), 1)
  t.equal(provider.asked.get('/token'), 3)
})

t.test('single sign-on that is not configured says so', async (t) => {
  const { service } = await startSso(t, { AUTH_OIDC_ENABLED: 'false' })
  for (const path of ['/sso', '/callback/oidc?code=x&state=y']) {
    const answer = await fetch(service.front + path, { redirect: 'manual' })
    t.equal(answer.headers.get('location'), '/login?error_msg=SSO%20is%20not%20configured')
  }
  const answer = await fetch(`${service.front}/authenticate?redirect_uri=/x?y%26z`, { redirect: 'manual' })
  t.equal(answer.headers.get('location'), '/login?redirect_uri=%2Fx%3Fy%26z')
})
