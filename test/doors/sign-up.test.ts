import t from 'tap'
import { administrator } from '../helpers/administrator.ts'
import { signIn } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'

const { front, rootPassword = '' } = await startInProcess(t)
const root = await administrator(front, rootPassword)
const EDITOR = 'urn:li:dataHubRole:Editor'

function post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(front + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  })
}

async function form(change: Record<string, unknown> = {}) {
  return {
    fullName: 'New User',
    email: 'new@example.com',
    password: 'correct horse',
    title: 'Engineer',
    inviteToken: await root.inviteTokenOf(EDITOR),
    ...change,
  }
}

t.test('who was invited signs up as at DataHub: 200, an empty body, two cookies, and a role', async (t) => {
  const before = await signIn(front, 'datahub', rootPassword)
  const answer = await post('/signUp', await form(), { cookie: before })
  t.equal(answer.status, 200)
  t.equal(await answer.text(), '')
  const [session = '', actor = ''] = answer.headers.getSetCookie()
  t.match(session, /^latchkey_session=[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Lax$/)
  t.match(actor, /^actor=urn:li:corpuser:new@example.com; /)
  const cookie = session.split(';', 1)[0] ?? ''
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie } })).status, 200)
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie: before } })).status, 401)
  t.match(await root.userOf('urn:li:corpuser:new@example.com'), {
    displayName: 'New User',
    email: 'new@example.com',
    title: 'Engineer',
    roles: [EDITOR],
  })
  t.ok(await signIn(front, 'new@example.com', 'correct horse'))
  const again = await post('/signUp', await form())
  t.equal(again.status, 400)
  t.same(await again.json(), { message: 'This user already exists! Cannot create a new user.' })
})

t.test('what is left empty is said with DataHub’s messages, in its order', async (t) => {
  const whole = await form({ email: 'other@example.com' })
  const order: [string, string][] = [
    ['fullName', 'Full name must not be empty.'],
    ['email', 'Email must not be empty.'],
    ['password', 'Password must not be empty.'],
    ['title', 'Title must not be empty.'],
    ['inviteToken', 'Invite token must not be empty.'],
  ]
  for (const [i, [name, message]] of order.entries()) {
    for (const empty of ['', '  ', null, undefined]) {
      const later = Object.fromEntries(order.slice(i).map(([field]) => [field, empty]))
      for (const change of [{ [name]: empty }, later]) {
        const answer = await post('/signUp', { ...whole, ...change })
        t.equal(answer.status, 400)
        t.same(await answer.json(), { message }, `${name} ${JSON.stringify(empty)}`)
      }
    }
  }
  for (const email of ['other', 'other@', 'a b@example.com', 'other@example.com\nx']) {
    const answer = await post('/signUp', { ...whole, email })
    t.same(await answer.json(), { message: 'Email must not be empty.' }, email)
  }
  t.equal(await root.userOf('urn:li:corpuser:other@example.com'), undefined)
})

t.test('a password that is too short, or a name that is no text, is told what to be', async (t) => {
  const rows: [Record<string, unknown>, RegExp][] = [
    [{ password: '1234567' }, /must have 8 to 1024 characters/],
    [{ fullName: 'a\u0000b' }, /fullName must be plain text/],
    [{ email: ['new@example.com'] }, /Send JSON .*inviteToken/],
    [{ fullName: 7 }, /Send JSON/],
    [{ title: 'x'.repeat(501) }, /Send JSON .*500/],
  ]
  for (const [change, message] of rows) {
    const answer = await post('/signUp', await form({ email: 'third@example.com', ...change }))
    t.equal(answer.status, 400)
    const body = (await answer.json()) as { message: string }
    t.same(Object.keys(body), ['message'])
    t.match(body.message, message)
  }
})

t.test('an invitation that is wrong or replaced lets nobody in, and guesses are limited', async (t) => {
  const { front, rootPassword = '' } = await startInProcess(t)
  const root = await administrator(front, rootPassword)
  const old = await root.inviteTokenOf(EDITOR)
  await root.inviteTokenOf(EDITOR)
  const attempt = (inviteToken: string) =>
    fetch(`${front}/signUp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fullName: 'x', email: 'x@y.z', password: '12345678', title: 'x', inviteToken }),
    })
  for (const token of [old, 'guessed']) {
    const answer = await attempt(token)
    t.equal(answer.status, 400)
    t.match(await answer.json(), { message: /The invitation is not valid/ })
  }
  const statuses = []
  for (let i = 0; i < 110; i++) statuses.push((await attempt(`guess ${i}`)).status)
  t.same([statuses.filter((status) => status === 400).length, statuses.at(-1)], [98, 429])
})

t.test('a reset token sets the password once, signs in, and ends the other sessions', async (t) => {
  await post('/signUp', await form({ email: 'forgetful@example.com' }))
  const urn = 'urn:li:corpuser:forgetful@example.com'
  const before = await signIn(front, 'forgetful@example.com', 'correct horse')
  const resetToken = await root.resetTokenOf(urn)
  const reset = (change: object = {}) =>
    post('/resetNativeUserCredentials', {
      email: 'forgetful@example.com',
      password: 'battery staple',
      resetToken,
      ...change,
    })
  for (const [change, message] of [
    [{ email: '' }, 'Email must not be empty.'],
    [{ password: ' ' }, 'Password must not be empty.'],
    [{ resetToken: null }, 'Reset token must not be empty.'],
    [{ password: 'short' }, 'The password must have 8 to 1024 characters. Please choose another.'],
  ] as const) {
    const answer = await reset(change)
    t.equal(answer.status, 400)
    t.same(await answer.json(), { message })
  }
  for (const change of [{ resetToken: 'guessed' }, { email: 'new@example.com' }, { email: 'datahub' }]) {
    const answer = await reset(change)
    t.equal(answer.status, 400)
    t.match(await answer.json(), { message: /link to set a new password is not valid/ })
  }
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie: before } })).status, 200)

  const answer = await reset()
  t.equal(answer.status, 200)
  t.equal(await answer.text(), '')
  const cookie = answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? ''
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie } })).status, 200)
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie: before } })).status, 401)
  t.ok(await signIn(front, 'forgetful@example.com', 'battery staple'))
  await t.rejects(signIn(front, 'forgetful@example.com', 'correct horse'), /400/)
  t.equal((await reset({ password: 'once more please' })).status, 400, 'it was used')
})

t.test('where native authentication is off nobody signs up or resets', async (t) => {
  const { front } = await startInProcess(t, { AUTH_NATIVE_ENABLED: 'false' })
  for (const path of ['/signUp', '/resetNativeUserCredentials']) {
    const answer = await fetch(front + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{}',
    })
    t.equal(answer.status, 400)
    t.same(await answer.json(), { message: 'Native authentication is not enabled on the server.' })
  }
})

t.test('where DataHub does not ask for an e-mail address, a user name will do', async (t) => {
  const { front, rootPassword = '' } = await startInProcess(t, { ENFORCE_VALID_EMAIL: 'false' })
  const inviteToken = await (await administrator(front, rootPassword)).inviteTokenOf(EDITOR)
  const attempt = (email: string) =>
    fetch(`${front}/signUp`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ fullName: 'x', email, password: '12345678', title: 'x', inviteToken }),
    })
  t.equal((await attempt(' jane ')).status, 200)
  t.ok(await signIn(front, 'jane', '12345678'))
  for (const [email, message] of [
    ['datahub', /already exists/],
    ['__datahub_system', /reserved/],
    ['unknown', /reserved/],
    ['a b', /no blanks/],
  ] as const) {
    const answer = await attempt(email)
    t.equal(answer.status, 400)
    t.match(await answer.json(), { message }, email)
  }
})
