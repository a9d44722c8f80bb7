import t from 'tap'
import { gmsUser } from '../helpers/directory-gms.ts'
import { signIn } from '../helpers/person.ts'
import type { RunningService } from '../helpers/service.ts'
import { ALICE, aliceIn, PASSWORD, ROOT_PASSWORD, world } from './directory-in-gms-world.ts'

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
