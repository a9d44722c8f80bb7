import t from 'tap'
import { digest, newSecret } from '../../../src/adapters/digests.ts'
import { makeSessions, type SessionPorts } from '../../../src/app/sign-in/sessions.ts'
import type { Actor } from '../../../src/domain/actor.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE, actor, actorsOf, BOB } from '../../helpers/fakes/people.ts'
import { memorySessionStore } from '../../helpers/fakes/stores.ts'
import { auditRecordOf, memoryTransactions } from '../../helpers/fakes/transactions.ts'

const DURATION_MS = 86_400_999
const FROM = { address: '192.0.2.1', userAgent: 'a browser' }

function sessionsWorld(people: Actor[] = [actor(ALICE)], replaced: Partial<SessionPorts> = {}) {
  const store = memorySessionStore()
  const transactions = memoryTransactions({ sessions: store })
  const clock = fakeClock()
  const sessions = makeSessions({
    store,
    transactions,
    actors: { find: (urn) => actorsOf(people).find(urn), forget() {} },
    auditRecordOf,
    clock,
    newSecret,
    digest,
    durationMs: DURATION_MS,
    ...replaced,
  })
  const start = async (...args: Parameters<typeof sessions.prepare>) => {
    const { started, write } = await sessions.prepare(...args)
    await (replaced.transactions ?? transactions).change(write)
    return started
  }
  const cookieOf = async (urn: string) => (await start(urn, 'password', FROM)).cookie.reveal()
  return { ...sessions, start, store, transactions, clock, people, audited: transactions.audited, cookieOf }
}

t.test('a session’s cookie stands for its user', async (t) => {
  const { start, find } = sessionsWorld()
  const session = await start(ALICE, 'password', FROM)
  t.match(session, { actorUrn: ALICE, maxAgeSeconds: 86_400 })
  const cookie = session.cookie.reveal()
  t.match(cookie, /^[\w-]{43}$/)
  t.strictSame(await find(cookie), { via: 'session', actorUrn: ALICE, sessionId: digest(cookie) })
})

t.test('the sessions of who is found suspended or removed end for good, on record', async (t) => {
  const world = sessionsWorld([actor(ALICE), actor(BOB)])
  const [alice, bob] = [await world.cookieOf(ALICE), await world.cookieOf(BOB)]
  world.people.splice(0, 2, actor(ALICE, { status: 'SUSPENDED' }))
  t.equal(await world.find(alice), undefined, 'suspended')
  t.equal(await world.find(bob), undefined, 'in the directory no more')
  world.people.splice(0, 1, actor(ALICE), actor(BOB))
  for (const [cookie, actorUrn] of [
    [alice, ALICE],
    [bob, BOB],
  ] as const) {
    t.equal(await world.find(cookie), undefined, 'let in again, before the session ran out')
    t.equal(await world.store.find(digest(cookie)), undefined)
    const ends = world.audited.filter(
      ({ action, subject }) => action === 'session.end' && subject === actorUrn,
    )
    t.match(ends, [{ actorUrn: null, address: null, details: { because: 'the user is not active' } }])
  }
  t.equal(world.audited.length, 4, 'each once')
  t.match(await world.find(await world.cookieOf(ALICE)), { actorUrn: ALICE })
})

t.test('a session does not end by what was known of its user before they were let in again', async (t) => {
  let known = actor(ALICE, { status: 'SUSPENDED' })
  const { cookieOf, find, audited } = sessionsWorld([], {
    actors: {
      find: () => known,
      forget() {
        known = actor(ALICE)
      },
    },
  })
  const cookie = await cookieOf(ALICE)
  t.match(await find(cookie), { actorUrn: ALICE })
  t.match(await find(cookie), { actorUrn: ALICE })
  t.equal(audited.length, 1)
})

t.test('a session ends by no outage of the directory, whatever was known before it', async (t) => {
  const outage = new Error('the directory is away')
  const suspended = actor(ALICE, { status: 'SUSPENDED' })
  const answers = [suspended, Promise.reject(outage), actor(ALICE)]
  const { cookieOf, find } = sessionsWorld([], { actors: { find: () => answers.shift(), forget() {} } })
  const cookie = await cookieOf(ALICE)
  await t.rejects(find(cookie), outage)
  t.match(await find(cookie), { actorUrn: ALICE })
})

t.test('a session that several requests find ended is remembered once', async (t) => {
  const { cookieOf, find, audited, people } = sessionsWorld()
  const cookie = await cookieOf(ALICE)
  people.splice(0, 1)
  t.strictSame(await Promise.all([find(cookie), find(cookie), find(cookie)]), Array(3).fill(undefined))
  t.strictSame(
    audited.map(({ action }) => action),
    ['session.start', 'session.end'],
  )
})

t.test('a directory that cannot be asked is an outage, not "nobody"', async (t) => {
  const outage = new Error('the database is away')
  const { cookieOf, find } = sessionsWorld([], {
    actors: { find: () => Promise.reject(outage), forget() {} },
  })
  await t.rejects(find(await cookieOf(ALICE)), outage)
})

t.test('what begins and ends a session is remembered, with who and from where, and no secret', async (t) => {
  const { cookieOf, end, audited } = sessionsWorld()
  const cookie = await cookieOf(ALICE)
  await end(cookie, { address: '192.0.2.2', userAgent: null })
  await end(cookie, FROM)
  const by = { outcome: 'done', actorUrn: ALICE, actorTokenId: null, subject: ALICE }
  t.match(audited, [
    { ...by, action: 'session.start', ...FROM, details: { means: 'password' } },
    { ...by, action: 'session.end', address: '192.0.2.2', userAgent: null, details: {} },
  ])
  t.equal(audited.length, 2, 'a session ends once')
  t.notOk(JSON.stringify(audited).includes(cookie))
  t.notOk(JSON.stringify(audited).includes(digest(cookie)))
})

t.test('who reads the session table cannot sign in with what is in it', async (t) => {
  const { store, find, cookieOf, clock } = sessionsWorld()
  const cookie = await cookieOf(ALICE)
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
  const { cookieOf, find, end } = sessionsWorld()
  const cookies = [await cookieOf(ALICE), await cookieOf(ALICE)]
  t.not(cookies[0], cookies[1])
  await end(cookies[0] ?? '', FROM)
  t.equal(await find(cookies[0] ?? ''), undefined)
  t.ok(await find(cookies[1] ?? ''))
})

t.test('a sign-in ends the session whose cookie came along, whosever it was', async (t) => {
  const world = sessionsWorld([actor(ALICE), actor(BOB)])
  const planted = await world.cookieOf(BOB)
  const session = await world.start(ALICE, 'password', { ...FROM, cookie: planted })
  t.equal(await world.find(planted), undefined)
  t.match(await world.find(session.cookie.reveal()), { actorUrn: ALICE })
  t.match(
    world.audited.map(({ action, actorUrn }) => [action, actorUrn]),
    [
      ['session.start', BOB],
      ['session.end', BOB],
      ['session.start', ALICE],
    ],
  )
  for (const cookie of [planted, '', 'x', newSecret(), undefined])
    t.match(await world.start(ALICE, 'password', { ...FROM, cookie }), { actorUrn: ALICE })
  t.equal(world.audited.length, 8, 'there was nothing more to end')
})

t.test(
  'a session that is prepared begins with the transaction it is written in, or not at all',
  async (t) => {
    const { prepare, find, transactions } = sessionsWorld()
    const { started, write } = await prepare(ALICE, 'sign-up', FROM)
    const cookie = started.cookie.reveal()
    t.equal(await find(cookie), undefined)
    await transactions.change(write)
    t.match(await find(cookie), { actorUrn: ALICE })
  },
)

t.test('a session ends on the server, and a cookie that was kept is worth nothing then', async (t) => {
  const { cookieOf, find, end, store } = sessionsWorld()
  const cookie = await cookieOf(ALICE)
  await end(cookie, FROM)
  t.equal(await find(cookie), undefined)
  t.equal(await store.find(digest(cookie)), undefined)
  await end(cookie, FROM)
})

t.test('a session is good to the last millisecond before its end', async (t) => {
  const { cookieOf, find, clock } = sessionsWorld()
  const cookie = await cookieOf(ALICE)
  clock.advance(DURATION_MS - 1)
  t.ok(await find(cookie))
  clock.advance(1)
  t.equal(await find(cookie), undefined)
})

t.test('a cookie that is not ours is nobody’s, and is not looked up', async (t) => {
  const store = {
    ...memorySessionStore(),
    find: async () => t.fail('was looked up') as never,
    delete: async () => t.fail('was deleted') as never,
  }
  const transactions = memoryTransactions({ sessions: store })
  const { find, end } = sessionsWorld([actor(ALICE)], { store, transactions })
  for (const cookie of [
    '',
    'x',
    'A'.repeat(42),
    'A'.repeat(44),
    `${'A'.repeat(42)}=`,
    `${'A'.repeat(43)}\n`,
  ]) {
    t.equal(await find(cookie), undefined)
    await end(cookie, FROM)
  }
})

t.test('a cookie of the right shape that was never given out is nobody’s', async (t) => {
  const { find } = sessionsWorld()
  t.equal(await find(newSecret()), undefined)
})

t.test('the sweep removes what has run out, says how much, and leaves the rest', async (t) => {
  const { cookieOf, sweep, find, store, clock } = sessionsWorld()
  const old = await cookieOf(ALICE)
  clock.advance(DURATION_MS)
  const current = await cookieOf(ALICE)
  clock.advance(1)
  t.equal(await sweep(), 1)
  t.equal(await sweep(), 0)
  t.equal(await store.find(digest(old)), undefined)
  t.ok(await find(current))
})

t.test('a session does not print its cookie', async (t) => {
  const { start } = sessionsWorld()
  const session = await start(ALICE, 'single sign-on', FROM)
  t.notOk(JSON.stringify(session).includes(session.cookie.reveal()))
})
