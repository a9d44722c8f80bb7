import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import {
  type DirectoryGms,
  gmsUser,
  SYSTEM_CLIENT_SECRET,
  startDirectoryGms,
} from '../helpers/directory-gms.ts'
import { bearer, issueToken, postToken, signIn } from '../helpers/person.ts'
import { type Environment, type RunningService, startInProcess } from '../helpers/service.ts'

const ALICE = 'urn:li:corpuser:alice@example.com'
const EDITORS = 'urn:li:corpGroup:editors'
const PASSWORD = 'a password at DataHub'
const ROOT_PASSWORD = 'a password for tests'

// The shortest that can be set. What DataHub says now holds here this much later at most, and some for a slow machine.
const BOUND_MS = 1_000
const SLACK_MS = 500

async function world(
  t: Test,
  settings: Environment = {},
): Promise<{ gms: DirectoryGms; service: RunningService }> {
  const gms = await startDirectoryGms(t)
  gms.entities.set(...gmsUser(ALICE, { nativeGroupMembership: { nativeGroups: [EDITORS] } }))
  gms.entities.set(EDITORS, { roleMembership: { roles: ['urn:li:dataHubRole:Editor'] } })
  gms.passwords.set(ALICE, PASSWORD)
  const service = await startInProcess(t, {
    GMS_URL: gms.url,
    DATAHUB_SYSTEM_CLIENT_SECRET: SYSTEM_CLIENT_SECRET,
    DIRECTORY_REFRESH_INTERVAL_SECONDS: '1',
    ROOT_PASSWORD,
    ...settings,
  })
  return { gms, service }
}

/** The same, with alice signed in and a token of hers; `asks` gives the statuses of a request with each. */
async function aliceIn(t: Test) {
  const { gms, service } = await world(t)
  let cookie = await signIn(service.front, 'alice@example.com', PASSWORD)
  const { token } = await issueToken(service.front, cookie, { name: 'nightly', duration: 'ONE_HOUR' })
  async function asks(): Promise<[byToken: number, bySession: number]> {
    const byToken = await fetch(`${service.gms}/entities/x`, { headers: bearer(token) })
    const bySession = await fetch(`${service.front}/v1/tokens`, { headers: { cookie } })
    return [byToken.status, bySession.status]
  }
  /** Waits until both are answered so; `undefined` where that was within the bound. */
  async function becomes(status: number, ofSession = status): Promise<string | undefined> {
    const start = performance.now()
    while (performance.now() - start < BOUND_MS + SLACK_MS) {
      const [byToken, bySession] = await asks()
      if (byToken === status && bySession === ofSession) return undefined
      await wait(20)
    }
    return `not ${status} after ${BOUND_MS + SLACK_MS} ms`
  }
  async function signInAnew(): Promise<void> {
    cookie = await signIn(service.front, 'alice@example.com', PASSWORD)
  }
  return { gms, service, cookie, token, asks, becomes, signInAnew }
}

t.test(
  'who has a password at DataHub signs in here, makes a token, and reaches DataHub as themselves',
  async (t) => {
    const { gms, service, asks, token } = await aliceIn(t)
    t.strictSame(await asks(), [200, 200])
    const answer = await fetch(`${service.front}/api/gms/entities/x`, { headers: bearer(token) })
    t.same(await answer.json(), { authorization: 'Bearer session of alice@example.com' })
    t.ok(gms.calls.includes('/auth/verifyNativeUserCredentials'))
  },
)

t.test('nothing was entered here, and nothing can be', async (t) => {
  const { service } = await world(t)
  const cookie = await signIn(service.front, 'datahub', ROOT_PASSWORD)
  const answer = await fetch(`${service.front}/admin/users`, { headers: { cookie } })
  t.match(await answer.json(), { code: 'KEPT_IN_DATAHUB' })
})

t.test(
  'who is suspended in DataHub is 401 here within the bound, with a token and a session alike',
  async (t) => {
    const { gms, service, asks, becomes, signInAnew } = await aliceIn(t)
    gms.entities.set(...gmsUser(ALICE, { corpUserStatus: { status: 'SUSPENDED' } }))
    t.equal(await becomes(401), undefined)
    gms.entities.set(...gmsUser(ALICE))
    t.equal(await becomes(200, 401), undefined, 'back with the token; the session has ended')
    await signInAnew()
    t.strictSame(await asks(), [200, 200])
    gms.entities.set(...gmsUser(ALICE, { status: { removed: true } }))
    t.equal(await becomes(401), undefined, 'removed')
    gms.entities.set(...gmsUser(ALICE))
    t.equal(await becomes(200, 401), undefined)
    await signInAnew()
    gms.entities.delete(ALICE)
    t.equal(await becomes(401), undefined, 'deleted')
    t.strictSame(await asks(), [401, 401])
    const root = await signIn(service.front, 'datahub', ROOT_PASSWORD)
    const trail = `${service.front}/admin/audit?action=session.end&subject=${encodeURIComponent(ALICE)}`
    const { items } = (await (await fetch(trail, { headers: { cookie: root } })).json()) as {
      items: unknown[]
    }
    t.equal(items.length, 3)
  },
)

t.test('a role of a group decides what its members may do, within the bound', async (t) => {
  const { gms, service, cookie } = await aliceIn(t)
  const ask = async () =>
    (await fetch(`${service.front}/admin/service-accounts`, { headers: { cookie } })).status
  const rolesBecome = async (roles: string[]) => {
    gms.entities.set(EDITORS, { roleMembership: { roles } })
    await wait(BOUND_MS)
  }
  t.equal(await ask(), 403)
  await rolesBecome(['urn:li:dataHubRole:Admin'])
  t.equal(await ask(), 200)
  await rolesBecome([])
  t.equal(await ask(), 403)
})

t.test('while DataHub is down who is known is served to the bound, and is 503 then, never 401', async (t) => {
  const { gms, asks, becomes } = await aliceIn(t)
  await asks()
  const start = performance.now()
  gms.interfere = (request) => {
    if (!request.url?.startsWith('/entitiesV2')) return false
    request.socket.destroy()
    return true
  }
  const seen = new Set<string>()
  while (performance.now() - start < BOUND_MS * 2) {
    const statuses = await asks()
    if (performance.now() - start < BOUND_MS / 6) t.strictSame(statuses, [200, 200], 'at first')
    seen.add(statuses.join())
    await wait(20)
  }
  t.strictSame(await asks(), [503, 503])
  for (const statuses of seen) t.notMatch(statuses, /401/, statuses)
  gms.interfere = () => false
  t.equal(await becomes(200), undefined)
})

t.test('a slow DataHub keeps nobody waiting who is known', async (t) => {
  const { gms, asks } = await aliceIn(t)
  await asks()
  gms.interfere = ({ url = '' }, response) => {
    if (url.startsWith('/entitiesV2')) setTimeout(() => response.writeHead(503).end(), 3_000)
    return url.startsWith('/entitiesV2')
  }
  const start = performance.now()
  while (performance.now() - start < BOUND_MS * 0.6) {
    const before = performance.now()
    await asks()
    t.ok(performance.now() - before < 1_500, `${Math.round(performance.now() - before)} ms`)
  }
})

t.test('root signs in and acts while DataHub is down', async (t) => {
  const { gms, service } = await world(t)
  gms.interfere = (request) => {
    request.socket.destroy()
    return true
  }
  const cookie = await signIn(service.front, 'datahub', ROOT_PASSWORD)
  t.equal((await postToken(service.front, cookie, { name: 'x', duration: 'ONE_HOUR' })).status, 201)
})

t.test(
  'a service account that is made here is known to DataHub, so that its tokens lead there',
  async (t) => {
    const { gms, service } = await world(t)
    const cookie = await signIn(service.front, 'datahub', ROOT_PASSWORD)
    const accounts = `${service.front}/admin/service-accounts`
    const headers = { cookie, 'content-type': 'application/json' }
    const create = () =>
      fetch(accounts, {
        method: 'POST',
        headers,
        body: JSON.stringify({ displayName: 'Nightly', description: 'Ingests' }),
      })
    const { urn } = (await (await create()).json()) as { urn: string }
    t.match(gms.entities.get(urn), {
      corpUserInfo: { active: true, displayName: 'Nightly', title: 'Ingests' },
      subTypes: { typeNames: ['SERVICE_ACCOUNT'] },
    })
    const request = { name: 'nightly', duration: 'ONE_DAY', actorUrn: urn }
    const { token } = await issueToken(service.front, cookie, request)
    const ask = async () => (await fetch(`${service.gms}/entities/x`, { headers: bearer(token) })).status
    t.equal(await ask(), 200)
    const path = `${accounts}/${encodeURIComponent(urn)}`
    t.equal((await fetch(path, { method: 'DELETE', headers: { cookie } })).status, 204)
    t.match(gms.entities.get(urn), { status: { removed: true } })
    t.equal(await ask(), 401)

    gms.interfere = ({ url = '' }, response) => {
      if (url.startsWith('/aspects')) response.writeHead(500).end()
      return url.startsWith('/aspects')
    }
    t.equal((await create()).status, 503)
    t.match(
      await (await fetch(accounts, { headers: { cookie } })).json(),
      { items: [] },
      'nothing is left of it',
    )
  },
)

function post(service: RunningService, path: string, body: object): Promise<Response> {
  const headers = { 'content-type': 'application/json' }
  return fetch(service.front + path, { method: 'POST', headers, body: JSON.stringify(body) })
}

t.test('whoever may not come in is told what DataHub’s own page tells them', async (t) => {
  const { gms, service } = await world(t, { RATE_LIMIT: 'off' })
  const logIn = (username: string, password = PASSWORD) => post(service, '/logIn', { username, password })
  const refused = async (answer: Response, what: string) => {
    t.equal(answer.status, 400, what)
    t.same(await answer.json(), { message: 'Invalid Credentials' }, what)
  }
  await refused(await logIn('alice@example.com', 'wrong'), 'a wrong password')
  await refused(await logIn('nobody'), 'nobody')
  await refused(await logIn('(alice@example.com)'), 'another spelling')
  await refused(await logIn('alice@example.com '), 'with a blank')
  for (const tellsWhy of [true, false]) {
    gms.tellsWhy = tellsWhy
    gms.entities.set(...gmsUser(ALICE, { corpUserStatus: { status: 'SUSPENDED' } }))
    await refused(await logIn('alice@example.com'), 'suspended')
    gms.entities.set(...gmsUser(ALICE, { status: { removed: true } }))
    await refused(await logIn('alice@example.com'), 'removed')
  }
  gms.entities.set(...gmsUser(ALICE))
  t.equal((await logIn('alice@example.com')).status, 200, 'and in again at once')
  gms.interfere = (_, response) => {
    response.writeHead(502).end()
    return true
  }
  const outage = await logIn('alice@example.com')
  t.equal(outage.status, 503)
  t.match(await outage.json(), { message: /^DataHub \(GMS\) cannot be asked/ })
})

t.test('guesses at DataHub’s passwords are limited as guesses at ours are', async (t) => {
  const { gms, service } = await world(t)
  const statuses: number[] = []
  for (let i = 0; i < 7; i++)
    statuses.push((await post(service, '/logIn', { username: 'alice@example.com', password: `${i}` })).status)
  t.strictSame(statuses, [400, 400, 400, 400, 400, 429, 429])
  t.equal(gms.calls.filter((path) => path.endsWith('/verifyNativeUserCredentials')).length, 5)
})

t.test('twelve sign-ins at the same moment all succeed, and twelve guesses are five', async (t) => {
  const { gms, service } = await world(t)
  const statuses = async (password: string) => {
    const credentials = { username: 'alice@example.com', password }
    const all = Array.from({ length: 12 }, () => post(service, '/logIn', credentials))
    return (await Promise.all(all)).map(({ status }) => status).toSorted()
  }
  t.strictSame(await statuses(PASSWORD), Array(12).fill(200))
  gms.calls.length = 0
  t.strictSame(await statuses('wrong'), [...Array(5).fill(400), ...Array(7).fill(429)])
  t.equal(gms.calls.filter((path) => path.endsWith('/verifyNativeUserCredentials')).length, 5)
})

t.test('a DataHub that hangs keeps root out of nothing, however many wait for it', async (t) => {
  const { gms, service } = await world(t)
  gms.interfere = () => true
  const hanging = Array.from({ length: 40 }, (_, i) =>
    post(service, '/logIn', { username: `user${i}`, password: PASSWORD }).catch(() => undefined),
  )
  const refused = await Promise.race(hanging)
  t.equal(refused?.status, 429, 'there is no room left at DataHub')
  t.ok(await signIn(service.front, 'datahub', ROOT_PASSWORD))
  await Promise.all(hanging)
})

t.test('an invitation of DataHub’s makes a user there, who is signed in here at once', async (t) => {
  const { gms, service } = await world(t)
  gms.inviteTokens.add('invited')
  const form = {
    fullName: 'Bob',
    email: 'bob@example.com',
    title: 'Analyst',
    password: 'correct horse battery',
  }
  const stranger = await post(service, '/signUp', { ...form, inviteToken: 'guessed' })
  t.equal(stranger.status, 400)
  const answer = await post(service, '/signUp', { ...form, inviteToken: 'invited' })
  t.equal(answer.status, 200, await answer.text())
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';', 1)[0])
    .join('; ')
  t.equal((await fetch(`${service.front}/v1/tokens`, { headers: { cookie } })).status, 200)
  t.match(gms.entities.get('urn:li:corpuser:bob@example.com')?.corpUserInfo, { fullName: 'Bob' })
  const again = await post(service, '/signUp', { ...form, inviteToken: 'invited' })
  t.match(await again.json(), { message: 'This user already exists! Cannot create a new user.' })
})

t.test('a reset token of DataHub’s sets the password there, and ends the sessions here', async (t) => {
  const { gms, service, cookie } = await aliceIn(t)
  gms.resetTokens.set('reset', ALICE)
  const form = { email: 'alice@example.com', password: 'another long password' }
  t.equal((await post(service, '/resetNativeUserCredentials', { ...form, resetToken: 'x' })).status, 400)
  const answer = await post(service, '/resetNativeUserCredentials', { ...form, resetToken: 'reset' })
  t.equal(answer.status, 200, await answer.text())
  t.equal((await fetch(`${service.front}/v1/tokens`, { headers: { cookie } })).status, 401)
  t.ok(await signIn(service.front, 'alice@example.com', form.password))
})

t.test('a sign-in with the old password does not outlive a reset that was made meanwhile', async (t) => {
  const { gms, service } = await world(t)
  gms.resetTokens.set('reset', ALICE)
  let answer = () => {}
  const held = new Promise<void>((resolve) => {
    gms.interfere = ({ url = '' }, response) => {
      if (!url.endsWith('/verifyNativeUserCredentials')) return false
      // DataHub has found it right, and says so later.
      answer = () => response.end('{"doesPasswordMatch":true}')
      resolve()
      return true
    }
  })
  const attempt = post(service, '/logIn', { username: 'alice@example.com', password: PASSWORD })
  await held
  const form = { email: 'alice@example.com', password: 'another long password', resetToken: 'reset' }
  t.equal((await post(service, '/resetNativeUserCredentials', form)).status, 200)
  answer()
  const late = await attempt
  t.equal(late.status, 400)
  t.strictSame(late.headers.getSetCookie(), [])
  gms.interfere = () => false
  t.ok(await signIn(service.front, 'alice@example.com', form.password))
})

t.test(
  'a service account that was removed here is nobody, also where DataHub could not be told',
  async (t) => {
    const { gms, service } = await world(t)
    const cookie = await signIn(service.front, 'datahub', ROOT_PASSWORD)
    const headers = { cookie, 'content-type': 'application/json' }
    const accounts = `${service.front}/admin/service-accounts`
    const made = await fetch(accounts, { method: 'POST', headers, body: '{"displayName":"Nightly"}' })
    const { urn } = (await made.json()) as { urn: string }
    gms.interfere = ({ url = '' }, response) => {
      if (url.startsWith('/aspects')) response.writeHead(500).end()
      return url.startsWith('/aspects')
    }
    const path = `${accounts}/${encodeURIComponent(urn)}`
    t.equal((await fetch(path, { method: 'DELETE', headers: { cookie } })).status, 204)
    t.equal(gms.entities.get(urn)?.status, undefined, 'DataHub still has it')
    const token = await postToken(service.front, cookie, { name: 'x', duration: 'ONE_HOUR', actorUrn: urn })
    t.equal(token.status, 400)
  },
)
