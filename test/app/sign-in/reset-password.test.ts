import t, { type Test } from 'tap'
import { digest } from '../../../src/adapters/digests.ts'
import { makeResetPassword } from '../../../src/app/sign-in/reset-password.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { ROOT_USER_URN } from '../../../src/domain/urn.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { memoryDirectory } from '../../helpers/fakes/directory.ts'
import { fakeHasher, hashOf } from '../../helpers/fakes/password-hasher.ts'
import { ALICE, BOB, user } from '../../helpers/fakes/people.ts'
import { memorySessionStore } from '../../helpers/fakes/stores.ts'
import { auditRecordOf, memoryTransactions } from '../../helpers/fakes/transactions.ts'
import { idOf, sessionRecord } from '../../store/records.ts'
import { preparedSessions, recordedLimits } from './sign-in-world.ts'

const FROM = { address: '192.0.2.1', userAgent: 'a browser' }

async function resetWorld(userUrn = ALICE, life = 86_400_000) {
  const directory = memoryDirectory()
  const sessions = memorySessionStore()
  const transactions = memoryTransactions({ directory, sessions })
  const clock = fakeClock()
  for (const urn of [ALICE, BOB, ROOT_USER_URN, 'urn:li:corpuser:our_system'])
    await directory.insertUser(user(urn, { passwordHash: hashOf('of before') }))
  for (const urn of [ALICE, BOB]) await sessions.insert(sessionRecord({ id: idOf(urn), actorUrn: urn }))
  await directory.replaceReset({ userUrn, digest: digest('the token'), expiresAt: clock.now() + life })
  const limits = recordedLimits()
  const forgotten: unknown[] = []
  const hasher = fakeHasher()
  const reset = makeResetPassword({
    directory,
    transactions,
    sessions: preparedSessions(),
    actors: { forget: (urn) => forgotten.push(urn) },
    limits,
    auditRecordOf,
    hasher,
    clock,
    digest,
    systemClientId: 'our_system',
  })
  const asked = (email = 'alice', token = 'the token', password = 'a new one') =>
    reset({ email, password: new Secret(password), resetToken: new Secret(token) }, FROM)
  return { asked, directory, sessions, audited: transactions.audited, limits, hasher, clock, forgotten }
}

async function refused(
  t: Test,
  world: Awaited<ReturnType<typeof resetWorld>>,
  email: string,
  token?: string,
) {
  await t.rejects(world.asked(email, token), { code: 'RESET_REFUSED' }, email)
  t.match(await world.directory.findUser(ALICE), { passwordHash: hashOf('of before') })
  t.strictSame(world.hasher.hashed, [], 'before a hash was made')
  t.strictSame(world.audited, [])
  t.strictSame(world.limits.attempts, ['begin 192.0.2.1'], 'it counts')
}

t.test('a reset token sets the password once, ends the other sessions, and signs in', async (t) => {
  const { asked, directory, sessions, audited, limits, clock, forgotten } = await resetWorld()
  t.match(await asked(' alice '), { actorUrn: ALICE })
  t.match(await directory.findUser(ALICE), { passwordHash: hashOf('a new one') })
  t.equal(await sessions.find(idOf(ALICE)), undefined)
  t.ok(await sessions.find(idOf(BOB)), 'nobody else’s')
  t.match(await directory.findActor(ALICE), { sessionsSince: clock.now() }, 'DataHub’s own end with them')
  t.match(await directory.findActor(BOB), { sessionsSince: 0 })
  t.strictSame(forgotten, [ALICE], 'at once')
  t.strictSame(
    audited.map(({ action, actorUrn, subject }) => [action, actorUrn, subject]),
    [
      ['user.password', ALICE, ALICE],
      ['session.start', ALICE, ALICE],
    ],
  )
  t.notMatch(JSON.stringify(audited), /a new one|the token/)
  t.strictSame(limits.attempts, ['begin 192.0.2.1', 'succeeded'])
  await t.rejects(asked('alice', 'the token', 'another'), { code: 'RESET_REFUSED' })
  t.match(await directory.findUser(ALICE), { passwordHash: hashOf('a new one') })
})

t.test('of two who use a token at once, one sets the password', async (t) => {
  const { asked, directory } = await resetWorld()
  const both = await Promise.allSettled([
    asked('alice', 'the token', 'one'),
    asked('alice', 'the token', 'two'),
  ])
  t.strictSame(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  const winner = both[0]?.status === 'fulfilled' ? 'one' : 'two'
  t.match(await directory.findUser(ALICE), { passwordHash: hashOf(winner) })
})

t.test('a token that is wrong, somebody else’s, or a day old sets nothing', async (t) => {
  await refused(t, await resetWorld(), 'alice', 'guessed')
  await refused(t, await resetWorld(), 'bob')
  await refused(t, await resetWorld(), 'ALICE')
  await refused(t, await resetWorld(), '')
  await refused(t, await resetWorld(ALICE, 0), 'alice')
})

t.test('who was suspended or removed since does not come back by it', async (t) => {
  const suspended = await resetWorld()
  await suspended.directory.setStatus(ALICE, 'SUSPENDED')
  await refused(t, suspended, 'alice')
  const removed = await resetWorld()
  await removed.directory.removeUser(ALICE, 1)
  await t.rejects(removed.asked(), { code: 'RESET_REFUSED' })
  t.match(await removed.directory.findUser(ALICE), { passwordHash: null })
})

t.test('nobody becomes root or the system by it, whoever made the token', async (t) => {
  for (const urn of [ROOT_USER_URN, 'urn:li:corpuser:our_system']) {
    const world = await resetWorld(urn)
    await refused(t, world, urn.replace('urn:li:corpuser:', ''))
    t.match(await world.directory.findUser(urn), { passwordHash: hashOf('of before') })
  }
})

t.test('an attempt that the database does not let be judged does not count', async (t) => {
  const { asked, directory, limits } = await resetWorld()
  const outage = new Error('the database is away')
  directory.findReset = () => Promise.reject(outage)
  await t.rejects(asked(), outage)
  t.strictSame(limits.attempts, ['begin 192.0.2.1', 'abandoned'])
})
