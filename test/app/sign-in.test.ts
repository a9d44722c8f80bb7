import t from 'tap'
import { digest, newSecret } from '../../src/adapters/digests.ts'
import { makeSessions } from '../../src/app/sign-in.ts'
import { Secret } from '../../src/domain/secret.ts'
import { fakeClock } from '../helpers/fakes/clock.ts'
import { fakeHasher, hashOf } from '../helpers/fakes/password-hasher.ts'
import { ALICE, user } from '../helpers/fakes/people.ts'
import { memorySessionStore, memoryUserStore } from '../helpers/fakes/stores.ts'

const DURATION_MS = 86_400_999
const PASSWORD = new Secret('correct horse')

async function signInWorld() {
  const users = memoryUserStore()
  await users.upsertPassword(user(ALICE, { passwordHash: hashOf('correct horse') }))
  await users.upsertPassword(user('urn:li:corpuser:sso', { passwordHash: null }))
  const suspended = { passwordHash: hashOf('correct horse'), status: 'SUSPENDED' } as const
  await users.upsertPassword(user('urn:li:corpuser:suspended', suspended))
  const store = memorySessionStore()
  const hasher = fakeHasher()
  const clock = fakeClock()
  const sessions = makeSessions({ users, store, hasher, clock, newSecret, digest, durationMs: DURATION_MS })
  async function cookieOfAlice(): Promise<string> {
    return (await sessions.signIn('alice', PASSWORD))?.cookie.reveal() ?? ''
  }
  return { ...sessions, users, store, hasher, clock, cookieOfAlice }
}

t.test('the right password opens a session, whose cookie stands for the user', async (t) => {
  const { signIn, find } = await signInWorld()
  const session = await signIn('alice', PASSWORD)
  t.match(session, { actorUrn: ALICE, maxAgeSeconds: 86_400 })
  const cookie = session?.cookie.reveal() ?? ''
  t.match(cookie, /^[\w-]{43}$/)
  t.strictSame(await find(cookie), { via: 'session', actorUrn: ALICE, sessionId: digest(cookie) })
})

t.test('who reads the session table cannot sign in with what is in it', async (t) => {
  const { store, find, cookieOfAlice, clock } = await signInWorld()
  const cookie = await cookieOfAlice()
  const kept = await store.find(digest(cookie))
  t.strictSame(kept, {
    id: digest(cookie),
    actorUrn: ALICE,
    createdAt: clock.now(),
    expiresAt: clock.now() + DURATION_MS,
  })
  t.notOk(JSON.stringify(kept).includes(cookie))
  t.equal(await find(digest(cookie)), undefined)
  t.equal(await find(digest(cookie).slice(0, 43)), undefined)
})

t.test('every sign-in opens a session of its own', async (t) => {
  const { cookieOfAlice, find, end } = await signInWorld()
  const cookies = [await cookieOfAlice(), await cookieOfAlice()]
  t.not(cookies[0], cookies[1])
  await end(cookies[0] ?? '')
  t.equal(await find(cookies[0] ?? ''), undefined)
  t.ok(await find(cookies[1] ?? ''))
})

t.test('whoever may not sign in is told nothing, and pays the time of a hash all the same', async (t) => {
  const wrong = new Secret('wrong')
  const cases: [string, Secret, string | null][] = [
    ['alice', wrong, hashOf('correct horse')],
    ['nobody', PASSWORD, null],
    ['sso', PASSWORD, null],
    ['suspended', PASSWORD, null],
    ['ALICE', PASSWORD, null],
    ['', PASSWORD, null],
    ['urn:li:corpuser:alice', PASSWORD, null],
  ]
  for (const [username, password, hash] of cases) {
    const { signIn, hasher } = await signInWorld()
    t.equal(await signIn(username, password), undefined, username)
    t.strictSame(hasher.verified, [{ hash, password: password.reveal() }], username)
  }
})

t.test('a user who has no password is not let in by a hasher that says yes', async (t) => {
  const { users, store, clock } = await signInWorld()
  const hasher = { ...fakeHasher(), verify: async () => true }
  const { signIn } = makeSessions({ users, store, hasher, clock, newSecret, digest, durationMs: DURATION_MS })
  t.equal(await signIn('nobody', PASSWORD), undefined)
  t.equal(await signIn('suspended', PASSWORD), undefined)
})

t.test('a session ends on the server, and a cookie that was kept is worth nothing then', async (t) => {
  const { cookieOfAlice, find, end, store } = await signInWorld()
  const cookie = await cookieOfAlice()
  await end(cookie)
  t.equal(await find(cookie), undefined)
  t.equal(await store.find(digest(cookie)), undefined)
  await end(cookie)
})

t.test('a session is good to the last millisecond before its end', async (t) => {
  const { cookieOfAlice, find, clock } = await signInWorld()
  const cookie = await cookieOfAlice()
  clock.advance(DURATION_MS - 1)
  t.ok(await find(cookie))
  clock.advance(1)
  t.equal(await find(cookie), undefined)
})

t.test('a cookie that is not ours is nobody’s, and is not looked up', async (t) => {
  const { find, end } = makeSessions({
    users: memoryUserStore(),
    store: {
      ...memorySessionStore(),
      find: async () => t.fail('was looked up') as never,
      delete: async () => t.fail('was deleted') as never,
    },
    hasher: fakeHasher(),
    clock: fakeClock(),
    newSecret,
    digest,
    durationMs: DURATION_MS,
  })
  for (const cookie of [
    '',
    'x',
    'A'.repeat(42),
    'A'.repeat(44),
    `${'A'.repeat(42)}=`,
    `${'A'.repeat(43)}\n`,
  ]) {
    t.equal(await find(cookie), undefined)
    await end(cookie)
  }
})

t.test('a cookie of the right shape that was never given out is nobody’s', async (t) => {
  const { find } = await signInWorld()
  t.equal(await find(newSecret()), undefined)
})

t.test('the sweep removes what has run out, says how much, and leaves the rest', async (t) => {
  const { cookieOfAlice, sweep, find, store, clock } = await signInWorld()
  const old = await cookieOfAlice()
  clock.advance(DURATION_MS)
  const current = await cookieOfAlice()
  clock.advance(1)
  t.equal(await sweep(), 1)
  t.equal(await sweep(), 0)
  t.equal(await store.find(digest(old)), undefined)
  t.ok(await find(current))
})

t.test('a password is neither in the session nor printed with it', async (t) => {
  const { signIn } = await signInWorld()
  const session = await signIn('alice', PASSWORD)
  t.notMatch(JSON.stringify(session), /correct horse/)
  t.notOk(JSON.stringify(session).includes(session?.cookie.reveal() ?? 'no session'))
})
