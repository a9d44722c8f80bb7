import t from 'tap'
import { signIn } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'

const { front, gms, rootPassword = '' } = await startInProcess(t)

function logIn(body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${front}/logIn`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

t.test('signing in answers as datahub-frontend does: 200, an empty body, two cookies', async (t) => {
  const answer = await logIn({ username: 'datahub', password: rootPassword })
  t.equal(answer.status, 200)
  t.equal(await answer.text(), '')
  const [session = '', actor] = answer.headers.getSetCookie()
  t.match(session, /^latchkey_session=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/)
  t.equal(
    actor,
    'actor=urn:li:corpuser:datahub; Max-Age=86400; Path=/; SameSite=Lax',
    'the raw URN, not encoded',
  )
})

t.test('a wrong password and an unknown user are 400 with DataHub’s message, alike', async (t) => {
  for (const username of ['datahub', 'nobody', '__datahub_system', '../datahub']) {
    const answer = await logIn({ username, password: 'wrong' })
    t.equal(answer.status, 400, username)
    t.same(await answer.json(), { message: 'Invalid Credentials' })
    t.same(answer.headers.getSetCookie(), [])
  }
  t.same(await (await logIn({ username: ' ', password: 'x' })).json(), {
    message: 'User name must not be empty.',
  })
})

t.test('what is no sign-in is 400 with a message that says what to send, as on DataHub’s path', async (t) => {
  const post = (body: string, type = 'application/json') =>
    fetch(`${front}/logIn`, { method: 'POST', headers: { 'content-type': type }, body })
  const right = JSON.stringify({ username: 'datahub', password: rootPassword })
  const wrong: [string, Promise<Response>][] = [
    ['no JSON', post('{')],
    ['nothing', post('')],
    ['no body', fetch(`${front}/logIn`, { method: 'POST' })],
    ['a form', post('username=datahub&password=x', 'application/x-www-form-urlencoded')],
    ['right, as text', post(right, 'text/plain')],
    ['a list', post(`[${right}]`)],
    ['null', post('null')],
    ['no password', logIn({ username: 'datahub' })],
    ['a password in a list', logIn({ username: 'datahub', password: [rootPassword] })],
    ['a name that is a number', logIn({ username: 1, password: 'x' })],
    ['a name that is null', logIn({ username: null, password: 'x' })],
    ['a password of 1025 characters', logIn({ username: 'datahub', password: 'x'.repeat(1025) })],
  ]
  for (const [what, sent] of wrong) {
    const answer = await sent
    t.equal(answer.status, 400, what)
    t.equal(answer.headers.get('content-type'), 'application/json; charset=utf-8', what)
    const body = (await answer.json()) as { message: string }
    t.same(Object.keys(body), ['message'], what)
    t.match(body.message, /Send JSON .*username.*password/, what)
  }
  const large = await logIn({ username: 'datahub', password: 'x'.repeat(70_000) })
  t.equal(large.status, 413)
  t.match(await large.json(), { message: /larger than this endpoint takes/ })
})

t.test('twelve right sign-ins at the same moment all succeed, and twelve guesses are five', async (t) => {
  const { front: ours, rootPassword: password = '' } = await startInProcess(t)
  const statuses = async (sent: string) => {
    const headers = { 'content-type': 'application/json' }
    const body = JSON.stringify({ username: 'datahub', password: sent })
    const all = Array.from({ length: 12 }, () => fetch(`${ours}/logIn`, { method: 'POST', headers, body }))
    return (await Promise.all(all)).map(({ status }) => status).toSorted()
  }
  t.strictSame(await statuses(password), Array(12).fill(200))
  t.strictSame(await statuses('wrong'), [...Array(5).fill(400), ...Array(7).fill(429)])
})

t.test('too many sign-ins at once are 429 with a message, and told when to come again', async (t) => {
  const answers = await Promise.all(
    Array.from({ length: 60 }, (_, i) => logIn({ username: `nobody ${i}`, password: 'x' })),
  )
  t.same(new Set(answers.map(({ status }) => status)), new Set([400, 429]))
  const refused = answers.find(({ status }) => status === 429)
  t.equal(refused?.headers.get('retry-after'), '5')
  t.match(await refused?.json(), { message: /Too many people are signing in/ })
})

t.test(
  'five wrong passwords for one name are told to wait, whether there is such a name or not',
  async (t) => {
    const { front, rootPassword = '' } = await startInProcess(t)
    const post = (username: string, password: string) =>
      fetch(`${front}/logIn`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ username, password }),
      })
    for (const username of ['datahub', 'somebody']) {
      const statuses = []
      for (let i = 0; i < 6; i++) statuses.push((await post(username, 'wrong')).status)
      t.same(statuses, [400, 400, 400, 400, 400, 429], username)
      const limited = await post(username, username === 'datahub' ? rootPassword : 'right')
      t.equal(limited.status, 429, 'the right one too: it would tell')
      const wait = Number(limited.headers.get('retry-after'))
      t.ok(wait > 800 && wait <= 900, `${wait}`)
      t.same(await limited.json(), {
        message: 'There were too many wrong attempts to sign in. Try again later.',
      })
      t.same(limited.headers.getSetCookie(), [])
    }
  },
)

t.test('limits and native sign-in can be switched off', async (t) => {
  const { front } = await startInProcess(t, { RATE_LIMIT: 'off', ROOT_PASSWORD: 'a password' })
  const post = (at: string, password: string) =>
    fetch(`${at}/logIn`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ username: 'datahub', password }),
    })
  for (let i = 0; i < 7; i++) t.equal((await post(front, 'wrong')).status, 400)
  t.equal((await post(front, 'a password')).status, 200)
  const off = await startInProcess(
    t,
    { AUTH_NATIVE_ENABLED: 'false', ROOT_PASSWORD: 'a password' },
    t.testdir({ off: {} }),
  )
  const answer = await post(off.front, 'a password')
  t.equal(answer.status, 400)
  t.same(await answer.json(), {
    message: 'Neither JAAS nor native authentication is enabled on the server.',
  })
  t.same(answer.headers.getSetCookie(), [])
})

t.test('a sign-in makes a new session and ends the one whose cookie came along', async (t) => {
  const planted = await signIn(front, 'datahub', rootPassword)
  const answer = await logIn({ username: 'datahub', password: rootPassword }, { cookie: planted })
  const cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  t.not(cookie, planted.split(';', 1)[0])
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie: planted } })).status, 401)
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie } })).status, 200)
})

t.test('another site’s link or picture signs nobody out', async (t) => {
  const cookie = await signIn(front, 'datahub', rootPassword)
  for (const headers of [
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate', 'sec-fetch-user': '?1' },
    { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' },
    { origin: 'https://evil.example' },
  ]) {
    const answer = await fetch(`${front}/logOut`, { headers: { cookie, ...headers }, redirect: 'manual' })
    t.equal(answer.status, 303)
    t.equal(answer.headers.get('location'), '/')
    t.same(answer.headers.getSetCookie(), [])
    t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie } })).status, 200)
  }
  const own = { cookie, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' }
  t.equal(
    (await fetch(`${front}/logOut`, { headers: own, redirect: 'manual' })).headers.get('location'),
    '/login',
  )
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie } })).status, 401)
})

t.test('signing out ends the session on the server', async (t) => {
  const cookie = await signIn(front, 'datahub', rootPassword)
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie } })).status, 200)
  const out = await fetch(`${front}/logOut`, { headers: { cookie }, redirect: 'manual' })
  t.equal(out.status, 303)
  t.ok(out.headers.getSetCookie().every((set) => set.includes('Max-Age=0')))
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie } })).status, 401)
})

t.test('a session cookie opens the front door, never the GMS door', async (t) => {
  const cookie = await signIn(front, 'datahub', rootPassword)
  const throughFront = await fetch(`${front}/api/gms/entities/urn:li:corpuser:datahub`, {
    headers: { cookie },
  })
  t.equal(throughFront.headers.get('x-sandbox-actor'), 'urn:li:corpuser:datahub')
  t.equal((await fetch(`${gms}/entities/urn:li:corpuser:datahub`, { headers: { cookie } })).status, 401)
})

t.test('with an Authorization header the cookie is not looked at', async (t) => {
  const cookie = await signIn(front, 'datahub', rootPassword)
  const answer = await fetch(`${front}/v1/tokens`, {
    headers: { cookie, authorization: 'Bearer not-a-token' },
  })
  t.equal(answer.status, 401)
})

t.test('a session acts from our own pages only: a foreign page’s request is refused', async (t) => {
  const cookie = await signIn(front, 'datahub', rootPassword)
  const json = { 'content-type': 'application/json' }
  const cases: [string, Record<string, string>, number][] = [
    ['our own page', { ...json, origin: front, 'sec-fetch-site': 'same-origin' }, 201],
    ['a script without Origin, with JSON', json, 201],
    ['a foreign page', { ...json, origin: 'https://evil.example' }, 403],
    ['a foreign page that hides its origin', { ...json, origin: 'null' }, 403],
    ['a page of a sibling host', { ...json, origin: front, 'sec-fetch-site': 'same-site' }, 403],
    ['a form of a foreign page', { 'content-type': 'text/plain', 'sec-fetch-site': 'cross-site' }, 403],
    ['a form without any origin', { 'content-type': 'text/plain' }, 415],
  ]
  for (const [who, headers, status] of cases) {
    const answer = await fetch(`${front}/v1/tokens`, {
      method: 'POST',
      headers: { cookie, ...headers },
      body: JSON.stringify({ name: 'x', duration: 'ONE_HOUR' }),
    })
    t.equal(answer.status, status, who)
  }
})
