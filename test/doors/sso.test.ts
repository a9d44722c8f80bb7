import t from 'tap'
import { administrator } from '../helpers/administrator.ts'
import { makeBrowser } from '../helpers/browser.ts'
import { ROOT_PASSWORD, startSso } from '../helpers/sso.ts'

const ALICE = 'urn:li:corpuser:alice@example.com'

/** What the sign-in page is told. */
function told(url: URL): string {
  return url.pathname === '/login' ? (url.searchParams.get('error_msg') ?? '') : `not told: ${url.href}`
}

t.test('who signs on at the provider is a user, signed in, and arrives where they wanted', async (t) => {
  const { service, provider, signOn, whoIs } = await startSso(t)
  provider.people.set('u1', { email: 'alice@example.com', email_verified: true, name: 'Alice Liddell' })
  const { url, browser } = await signOn('u1', makeBrowser(), '/authenticate?redirect_uri=/settings/tokens')
  t.equal(url.href, `${service.front}/settings/tokens`)
  t.equal(await whoIs(browser), ALICE)
  const root = await administrator(service.front, ROOT_PASSWORD)
  t.match(await root.userOf(ALICE), {
    displayName: 'Alice Liddell',
    email: 'alice@example.com',
    title: null,
    status: 'ACTIVE',
    createdBy: null,
    groups: [],
    roles: [],
  })
  const again = await browser.send(`${service.front}/authenticate?redirect_uri=/x`)
  t.equal(again.headers.get('location'), '/x', 'who is signed in goes on')
  t.equal((await signOn('u1')).url.pathname, '/', 'a second time, from /sso')
})

t.test('two tabs of one browser sign on side by side', async (t) => {
  const { provider, callbackOf, whoIs } = await startSso(t)
  provider.people.set('u1', { email: 'alice@example.com' })
  const browser = makeBrowser()
  const first = await callbackOf('u1', browser, '/authenticate?redirect_uri=/first')
  const second = await callbackOf('u1', browser, '/authenticate?redirect_uri=/second')
  t.equal((await browser.send(first)).headers.get('location'), '/first')
  t.equal((await browser.send(second)).headers.get('location'), '/second')
  t.equal(await whoIs(browser), ALICE)
})

t.test('a new session begins with each sign-on, and the one of before ends', async (t) => {
  const { service, provider, signOn, whoIs } = await startSso(t)
  provider.people.set('u1', { email: 'alice@example.com' })
  const { browser } = await signOn('u1')
  const before = browser.copy()
  await signOn('u1', browser)
  t.not(browser.cookies(service.front).latchkey_session, before.cookies(service.front).latchkey_session)
  t.equal(await whoIs(before), undefined)
  t.equal(await whoIs(browser), ALICE)
})

t.test('without just-in-time provisioning only who is a user already comes in', async (t) => {
  const { service, provider, signOn, whoIs } = await startSso(t, {
    AUTH_OIDC_JIT_PROVISIONING_ENABLED: 'false',
  })
  provider.people.set('u1', { email: 'alice@example.com' })
  const stranger = await signOn('u1')
  t.match(told(stranger.url), /no account here yet.*administrator/)
  t.equal(await whoIs(stranger.browser), undefined)
  const root = await administrator(service.front, ROOT_PASSWORD)
  t.equal(await root.userOf(ALICE), undefined)
  await root.createUser('alice@example.com')
  t.equal(await whoIs((await signOn('u1')).browser), ALICE)
})

t.test('who was suspended or removed does not come back by signing on', async (t) => {
  const { service, provider, signOn, whoIs } = await startSso(t)
  provider.people.set('u1', { email: 'alice@example.com' })
  const root = await administrator(service.front, ROOT_PASSWORD)
  const { browser } = await signOn('u1')
  await root.suspend(ALICE)
  t.equal(await whoIs(browser), undefined, 'the session of before')
  const suspended = await signOn('u1')
  t.match(told(suspended.url), /suspended/)
  t.equal(await whoIs(suspended.browser), undefined)
  t.match(await root.userOf(ALICE), { status: 'SUSPENDED' })
  await root.reactivate(ALICE)
  t.equal(await whoIs((await signOn('u1')).browser), ALICE)
  await root.remove(ALICE)
  const removed = await signOn('u1')
  t.match(told(removed.url), /removed/)
  t.equal(await whoIs(removed.browser), undefined)
  t.equal(await root.userOf(ALICE), undefined)
})

t.test('nobody becomes root, the system or a service account by what a provider calls them', async (t) => {
  const { service, provider, signOn, whoIs } = await startSso(t, {
    AUTH_OIDC_USER_NAME_CLAIM: 'preferred_username',
    DATAHUB_SYSTEM_CLIENT_ID: 'our_system',
  })
  const root = await administrator(service.front, ROOT_PASSWORD)
  const robot = (await root.createServiceAccount('robot')).replace('urn:li:corpuser:', '')
  const names: [string, RegExp][] = [
    ['datahub', /reserved/],
    ['our_system', /reserved/],
    ['__datahub_system', /reserved/],
    ['unknown', /reserved/],
    [robot, /service account/],
    ['x'.repeat(256), /nobody can have/],
    ['alice\nbob', /nobody can have/],
  ]
  for (const [name, why] of names) {
    provider.people.set('u1', { preferred_username: name })
    const { url, browser } = await signOn('u1')
    t.match(told(url), why, name.slice(0, 20))
    t.equal(await whoIs(browser), undefined)
  }
})

t.test('an e-mail address counts as a name unless the provider says that it is not verified', async (t) => {
  const { provider, signOn, whoIs } = await startSso(t)
  provider.people.set('u1', { email: 'alice@example.com', email_verified: false })
  const { url, browser } = await signOn('u1')
  t.match(told(url), /not verified your e-mail/)
  t.equal(await whoIs(browser), undefined)
  provider.people.set('u1', {})
  t.match(told((await signOn('u1')).url), /did not work.*administrator/, 'no such claim')
})

t.test('the name is what the operator’s pattern takes of the claim', async (t) => {
  const { provider, signOn, whoIs } = await startSso(t, { AUTH_OIDC_USER_NAME_CLAIM_REGEX: '[^@]+' })
  provider.people.set('u1', { email: 'alice@example.com' })
  t.equal(await whoIs((await signOn('u1')).browser), 'urn:li:corpuser:alice')
  provider.people.set('u1', { email: '@' })
  t.match(told((await signOn('u1')).url), /nobody can have/)
})

t.test('each sign-on makes memberships of external groups what the provider says', async (t) => {
  const { service, provider, signOn } = await startSso(t, {
    AUTH_OIDC_EXTRACT_GROUPS_ENABLED: 'true',
    AUTH_OIDC_GROUPS_CLAIM: 'groups, given_name',
  })
  const root = await administrator(service.front, ROOT_PASSWORD)
  const byHand = await root.createGroup('admins', 'Admins')
  const groupsAfter = async (claims: object) => {
    provider.people.set('u1', { email: 'alice@example.com', ...claims })
    await signOn('u1')
    return ((await root.userOf(ALICE)) as { groups: string[] }).groups.toSorted()
  }
  t.same(await groupsAfter({ groups: ['data eng/ü', 'finance', ' ', 7], given_name: 'one' }), [
    'urn:li:corpGroup:data+eng%2F%C3%BC',
    'urn:li:corpGroup:finance',
    'urn:li:corpGroup:one',
  ])
  t.same(await groupsAfter({ groups: ['finance', 'admins'] }), ['urn:li:corpGroup:finance'], byHand)
  t.same(await groupsAfter({ groups: 'sales' }), ['urn:li:corpGroup:sales'])
  t.same(await groupsAfter({}), [])
})

t.test('only members of a required group come in, where one is required', async (t) => {
  const { provider, signOn, whoIs } = await startSso(t, { AUTH_OIDC_REQUIRED_GROUPS: 'finance, data' })
  provider.people.set('u1', { email: 'alice@example.com', groups: ['sales', 'dat'] })
  const { url, browser } = await signOn('u1')
  t.match(told(url), /none of the groups/)
  t.equal(await whoIs(browser), undefined)
  provider.people.set('u1', { email: 'alice@example.com', groups: ['sales', 'data'] })
  t.equal(await whoIs((await signOn('u1')).browser), ALICE)
})

t.test('who turns back at the provider is told so, and signed in nowhere', async (t) => {
  const { signOn, whoIs } = await startSso(t)
  const { url, browser } = await signOn('')
  t.match(told(url), /did not sign you in/)
  t.equal(await whoIs(browser), undefined)
})

t.test(
  'cookies travel over TLS only where they are told to, and the pending one to the callback only',
  async (t) => {
    for (const secure of [true, false]) {
      const { service } = await startSso(t, { AUTH_COOKIE_SECURE: String(secure) })
      const answer = await fetch(`${service.front}/sso`, { redirect: 'manual' })
      const [cookie = ''] = answer.headers.getSetCookie()
      t.match(
        cookie,
        secure
          ? /^latchkey_sso_[0-7]=[\w-]+; Max-Age=600; Path=\/callback\/oidc; HttpOnly; Secure; SameSite=Lax$/
          : /^latchkey_sso_[0-7]=[\w-]+; Max-Age=600; Path=\/callback\/oidc; HttpOnly; SameSite=Lax$/,
      )
      await service.stop()
    }
  },
)
