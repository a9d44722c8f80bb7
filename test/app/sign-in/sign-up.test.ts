import t from 'tap'
import { digest } from '../../../src/adapters/digests.ts'
import { makeSignUp, type SignUpRequest } from '../../../src/app/sign-in/sign-up.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { memoryDirectory } from '../../helpers/fakes/directory.ts'
import { fakeHasher, hashOf } from '../../helpers/fakes/password-hasher.ts'
import { user } from '../../helpers/fakes/people.ts'
import { auditRecordOf, memoryTransactions } from '../../helpers/fakes/transactions.ts'
import { preparedSessions, recordedLimits } from './sign-in-world.ts'

const FROM = { address: '192.0.2.1', userAgent: 'a browser' }
const EDITOR = 'urn:li:dataHubRole:Editor'
const NEW = 'urn:li:corpuser:new@example.com'

async function signUpWorld() {
  const directory = memoryDirectory()
  const transactions = memoryTransactions({ directory })
  const invite = (roleUrn: string | null, token: string) =>
    directory.replaceInvite({ roleUrn, digest: digest(token), sealed: 'sealed', createdAt: 1 })
  await invite(EDITOR, 'for editors')
  await invite(null, 'for nobody in particular')
  await directory.insertUser(user('urn:li:corpuser:there@example.com'))
  await directory.insertUser(user('urn:li:corpuser:gone@example.com'))
  await directory.removeUser('urn:li:corpuser:gone@example.com', 1)
  const limits = recordedLimits()
  const forgotten: (string | undefined)[] = []
  const hasher = fakeHasher()
  const clock = fakeClock()
  const signUp = makeSignUp({
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
  const asked = (change: Partial<Record<keyof SignUpRequest, string>> = {}) => {
    const form = { fullName: ' New User ', email: ' new@example.com ', title: ' Engineer ', ...change }
    const password = new Secret(change.password ?? 'correct horse')
    const inviteToken = new Secret(change.inviteToken ?? 'for editors')
    return signUp({ ...form, password, inviteToken }, FROM)
  }
  return { asked, directory, audited: transactions.audited, limits, hasher, clock, forgotten }
}

t.test('who was invited is a user with the invitation’s role, and signed in', async (t) => {
  const { asked, directory, audited, limits, clock, forgotten } = await signUpWorld()
  t.match(await asked(), { actorUrn: NEW })
  t.strictSame(await directory.findUser(NEW), {
    urn: NEW,
    kind: 'USER',
    displayName: 'New User',
    email: 'new@example.com',
    title: 'Engineer',
    passwordHash: hashOf('correct horse'),
    status: 'ACTIVE',
    createdAt: clock.now(),
    createdBy: null,
    removedAt: null,
  })
  t.match(await directory.findActor(NEW), { roles: [EDITOR], groups: [] })
  t.strictSame(
    audited.map(({ action, actorUrn, subject }) => [action, actorUrn, subject]),
    [
      ['user.create', NEW, NEW],
      ['role.accept', NEW, NEW],
      ['session.start', NEW, NEW],
    ],
  )
  t.match(audited[1]?.details, { roleUrn: EDITOR })
  t.notMatch(JSON.stringify(audited), /correct horse|for editors/)
  t.strictSame(limits.attempts, ['begin 192.0.2.1', 'succeeded'])
  t.strictSame(forgotten, [NEW])
})

t.test('an invitation without a role gives none', async (t) => {
  const { asked, directory, audited } = await signUpWorld()
  await asked({ inviteToken: 'for nobody in particular' })
  t.match(await directory.findActor(NEW), { roles: [] })
  t.strictSame(
    audited.map(({ action }) => action),
    ['user.create', 'session.start'],
  )
})

t.test('an attempt that the database does not let be judged does not count', async (t) => {
  const { asked, directory, limits } = await signUpWorld()
  const outage = new Error('the database is away')
  directory.findInviteRole = () => Promise.reject(outage)
  await t.rejects(asked(), outage)
  t.strictSame(limits.attempts, ['begin 192.0.2.1', 'abandoned'])
})

t.test('without an invitation nobody learns who there is, and the attempt counts', async (t) => {
  const { asked, limits, hasher, audited } = await signUpWorld()
  const refusals = new Set<string>()
  for (const email of ['new@example.com', 'there@example.com', 'gone@example.com', 'datahub']) {
    const error = await asked({ email, inviteToken: 'guessed' }).then(
      () => t.fail('was let in'),
      (thrown: unknown) => thrown,
    )
    t.match(error, { code: 'SIGN_UP_REFUSED', detail: /The invitation is not valid/ })
    refusals.add(JSON.stringify(error))
  }
  t.equal(refusals.size, 1)
  t.strictSame(limits.attempts, Array(4).fill('begin 192.0.2.1'))
  t.strictSame(hasher.hashed, [])
  t.strictSame(audited, [])
})

t.test('nobody takes the name of who is there, was there, or is root', async (t) => {
  const { asked, directory, audited, hasher } = await signUpWorld()
  for (const email of ['there@example.com', 'gone@example.com', 'datahub'])
    await t.rejects(asked({ email }), {
      code: 'SIGN_UP_REFUSED',
      detail: 'This user already exists! Cannot create a new user.',
    })
  t.match(await directory.findUser('urn:li:corpuser:there@example.com'), { passwordHash: null })
  t.strictSame(hasher.hashed, [])
  t.strictSame(audited, [])
})

t.test('nobody takes a name that is reserved, or could be read as another', async (t) => {
  const { asked } = await signUpWorld()
  for (const email of [
    'our_system',
    '__datahub_system',
    'UnKnown',
    'service_x',
    'a b',
    'a%20b',
    'a\u200b',
    'ﬁ',
    'x'.repeat(256),
  ])
    await t.rejects(asked({ email }), { code: 'SIGN_UP_REFUSED', detail: /^The email / }, email.slice(0, 20))
  for (const change of [{ fullName: 'a\u0000b' }, { title: 'a\nb' }, { fullName: '\ud800' }])
    await t.rejects(asked(change), { code: 'INVALID_REQUEST' })
})

t.test('of two who take one name at once, one is told that it is taken', async (t) => {
  const { asked, directory } = await signUpWorld()
  const both = await Promise.allSettled([asked({ password: 'the first' }), asked({ password: 'the second' })])
  t.strictSame(both.map(({ status }) => status).toSorted(), ['fulfilled', 'rejected'])
  const loser = both.find(({ status }) => status === 'rejected') as PromiseRejectedResult
  t.match(loser.reason, { code: 'SIGN_UP_REFUSED', detail: /already exists/ })
  const winner = both[0]?.status === 'fulfilled' ? 'the first' : 'the second'
  t.match(await directory.findUser(NEW), { passwordHash: hashOf(winner) })
})
