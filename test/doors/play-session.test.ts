import { createHmac } from 'node:crypto'
import t from 'tap'
import { administrator } from '../helpers/administrator.ts'
import { bearer, issueToken, signIn } from '../helpers/person.ts'
import { startInProcess } from '../helpers/service.ts'

// By hand, from Play's documentation ("Configuring the session cookie") and its sources (Cookie.scala): a JWT of
// {"data": {…}, "exp", "nbf", "iat"}, signed with HS256 under the bytes of play.http.secret.key, which is DATAHUB_SECRET.
const SECRET = 'ä secret of DataHub’s front end, of 32 bytes or more'
const ALICE = 'urn:li:corpuser:alice'

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')

interface Forgery {
  header?: object
  payload?: Record<string, unknown>
  key?: string | Buffer
  algorithm?: string
}

function playSession(
  actor: string,
  { header, payload, key = SECRET, algorithm = 'sha256' }: Forgery = {},
): string {
  const now = Math.floor(Date.now() / 1000)
  const data = { actor, token: 'eyJhbGciOiJIUzI1NiJ9.e30.x' }
  const claims = { data, exp: now + 86_400, nbf: now, iat: now, ...payload }
  const content = `${part(header ?? { alg: 'HS256' })}.${part(claims)}`
  return `${content}.${createHmac(algorithm, key).update(content).digest('base64url')}`
}

const { front, gms, rootPassword = '' } = await startInProcess(t, { DATAHUB_SECRET: SECRET })
const root = await administrator(front, rootPassword)
await root.createUser('alice')

/** In the next second, so that its cookie shows that it is later than now. */
function begunLater(actor: string): string {
  return playSession(actor, { payload: { iat: Math.floor(Date.now() / 1000) + 1 } })
}

function ask(
  play: string,
  actor = ALICE,
  headers: Record<string, string> = {},
  path = '/v1/tokens',
): Promise<Response> {
  return fetch(front + path, {
    headers: { cookie: `PLAY_SESSION=${play}; actor=${actor}`, ...headers },
    redirect: 'manual',
  })
}

t.test('who is signed in to DataHub in this browser is signed in here', async (t) => {
  const play = playSession(ALICE)
  t.equal((await ask(play)).status, 200)
  t.equal((await ask(playSession(ALICE, { payload: { exp: undefined } }))).status, 200)
  t.equal((await ask(playSession(ALICE, { header: { typ: 'JWT', alg: 'HS256' } }))).status, 200)
  const proxied = await ask(play, ALICE, {}, '/api/gms/entities/urn:li:corpuser:datahub')
  t.equal(proxied.headers.get('x-sandbox-actor'), ALICE)
  const authenticated = await ask(play, ALICE, {}, '/authenticate?redirect_uri=/x')
  t.equal(authenticated.headers.get('location'), '/x')
  t.same((await ask(play)).headers.getSetCookie(), [], 'its cookie is never written')
})

t.test('it acts as our own session does: by JSON or from our own pages, and makes tokens', async (t) => {
  const cookie = `PLAY_SESSION=${playSession(ALICE)}; actor=${ALICE}`
  const issued = await issueToken(front, cookie, { name: 'by DataHub', duration: 'ONE_HOUR' })
  t.equal((await fetch(`${front}/v1/tokens`, { headers: bearer(issued.token) })).status, 200)
  const forged = await fetch(`${front}/v1/tokens`, {
    method: 'POST',
    headers: { cookie, 'content-type': 'application/json', origin: 'https://evil.example' },
    body: JSON.stringify({ name: 'x', duration: 'ONE_HOUR' }),
  })
  t.equal(forged.status, 403)
})

t.test('a session that DataHub did not sign is nobody’s', async (t) => {
  const good = playSession(ALICE)
  const [header = '', payload = '', signature = ''] = good.split('.')
  const forged: [string, string][] = [
    ['another key', playSession(ALICE, { key: 'another secret of 32 bytes or more' })],
    ['an empty key', playSession(ALICE, { key: '' })],
    ['the key decoded', playSession(ALICE, { key: Buffer.from(SECRET, 'base64') })],
    ['no algorithm', `${part({ alg: 'none' })}.${payload}.`],
    ['no algorithm, signed', playSession(ALICE, { header: { alg: 'none' } })],
    ['another algorithm', playSession(ALICE, { header: { alg: 'HS512' }, algorithm: 'sha512' })],
    ['the name of another algorithm', playSession(ALICE, { header: { alg: 'HS384' } })],
    ['an asymmetric one', playSession(ALICE, { header: { alg: 'RS256' } })],
    ['a critical header', playSession(ALICE, { header: { alg: 'HS256', crit: ['x'], x: 1 } })],
    ['no signature', `${header}.${payload}.`],
    ['two parts', `${header}.${payload}`],
    ['another payload', `${header}.${part({ data: { actor: ALICE, token: 'x' }, iat: 1e10 })}.${signature}`],
    ['a bit of it', `${good.slice(0, -2)}${good.endsWith('AA') ? 'BB' : 'AA'}`],
    ['the older form of Play', `${'0'.repeat(40)}-actor=${ALICE}&token=x`],
    ['nothing', ''],
    ['too much', 'x'.repeat(5000)],
  ]
  for (const [what, play] of forged) t.equal((await ask(play)).status, 401, what)
})

t.test('a session is over when it says so, and a day after it began whatever it says', async (t) => {
  const now = Math.floor(Date.now() / 1000)
  for (const payload of [
    { exp: now - 1 },
    { exp: now + 86_400, iat: now - 86_401, nbf: now - 86_401 },
    { exp: undefined, iat: now - 86_401 },
    { iat: now + 600 },
    { nbf: now + 600 },
    { iat: undefined },
    { data: { actor: ALICE } },
    { data: undefined },
  ])
    t.equal((await ask(playSession(ALICE, { payload }))).status, 401, JSON.stringify(payload))
})

t.test('the actor’s own cookie must say the same', async (t) => {
  const play = playSession(ALICE)
  t.equal((await fetch(`${front}/v1/tokens`, { headers: { cookie: `PLAY_SESSION=${play}` } })).status, 401)
  for (const actor of ['urn:li:corpuser:bob', encodeURIComponent(ALICE), ''])
    t.equal((await ask(play, actor)).status, 401, actor)
})

t.test('nobody is root by DataHub’s secret, nor the system, nor who is not in the directory', async (t) => {
  for (const id of ['datahub', '__datahub_system', 'UNKNOWN', 'nobody']) {
    const urn = `urn:li:corpuser:${id}`
    t.equal((await ask(playSession(urn), urn)).status, 401, id)
  }
})

t.test('with an Authorization header it is not looked at, and the GMS door never does', async (t) => {
  const play = playSession(ALICE)
  t.equal((await ask(play, ALICE, { authorization: 'Bearer x' })).status, 401)
  const headers = { cookie: `PLAY_SESSION=${play}; actor=${ALICE}` }
  t.equal((await fetch(`${gms}/entities/${ALICE}`, { headers })).status, 401)
})

t.test('our own session goes first, and DataHub’s takes over where ours is over', async (t) => {
  const ours = await signIn(front, 'datahub', rootPassword)
  const cookie = `${ours.split(';', 1)[0]}; PLAY_SESSION=${playSession(ALICE)}; actor=${ALICE}`
  const proxied = () => fetch(`${front}/api/gms/entities/urn:li:corpuser:datahub`, { headers: { cookie } })
  t.equal((await proxied()).headers.get('x-sandbox-actor'), 'urn:li:corpuser:datahub')
  await fetch(`${front}/logOut`, { headers: { cookie: ours }, redirect: 'manual' })
  t.equal((await proxied()).headers.get('x-sandbox-actor'), ALICE)
})

t.test('who is suspended or removed here is signed in by nothing that DataHub signed', async (t) => {
  await root.createUser('carol')
  const carol = 'urn:li:corpuser:carol'
  const play = playSession(carol)
  t.equal((await ask(play, carol)).status, 200)
  await root.suspend(carol)
  t.equal((await ask(play, carol)).status, 401)
  await root.reactivate(carol)
  t.equal((await ask(play, carol)).status, 401, 'nor by that when they are let in again')
  t.equal((await ask(begunLater(carol), carol)).status, 200, 'by one that begins then they are')
  await root.remove(carol)
  t.equal((await ask(begunLater(carol), carol)).status, 401)
})

t.test('who gets the name of a removed user does not get their session, nor they theirs back', async (t) => {
  await root.createUser('dave')
  const dave = 'urn:li:corpuser:dave'
  const play = playSession(dave)
  t.equal((await ask(play, dave)).status, 200)
  await root.remove(dave)
  await root.createUser('dave')
  t.equal((await ask(play, dave)).status, 401)
  t.equal((await ask(begunLater(dave), dave)).status, 200)
})

t.test('a new password ends DataHub’s sessions of before, at once', async (t) => {
  await root.createUser('erin')
  const erin = 'urn:li:corpuser:erin'
  const play = playSession(erin)
  t.equal((await ask(play, erin)).status, 200)
  const resetToken = await root.resetTokenOf(erin)
  const reset = await fetch(`${front}/resetNativeUserCredentials`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ email: 'erin', password: 'correct horse battery', resetToken }),
  })
  t.equal(reset.status, 200)
  t.equal((await ask(play, erin)).status, 401)
  t.equal((await ask(begunLater(erin), erin)).status, 200)
})

t.test('without DATAHUB_SECRET DataHub’s sessions do not count', async (t) => {
  const other = await startInProcess(t)
  await (await administrator(other.front, other.rootPassword ?? '')).createUser('alice')
  for (const play of [playSession(ALICE), playSession(ALICE, { key: '' })]) {
    const headers = { cookie: `PLAY_SESSION=${play}; actor=${ALICE}` }
    t.equal((await fetch(`${other.front}/v1/tokens`, { headers })).status, 401)
  }
})
