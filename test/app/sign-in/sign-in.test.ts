import t from 'tap'
import { makeSignIn, type SignInPorts } from '../../../src/app/sign-in/sign-in.ts'
import type { SignInLimits } from '../../../src/app/sign-in/sign-in-limits.ts'
import { makeVerifyPassword } from '../../../src/app/sign-in/verify-password.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { ServiceError } from '../../../src/errors/service-error.ts'
import { memoryDirectory, type WritableDirectory } from '../../helpers/fakes/directory.ts'
import { fakeHasher, hashOf } from '../../helpers/fakes/password-hasher.ts'
import { ALICE, user } from '../../helpers/fakes/people.ts'
import { memoryTransactions } from '../../helpers/fakes/transactions.ts'

const PASSWORD = new Secret('correct horse')
const FROM = { address: '192.0.2.1', userAgent: 'a browser' }

async function signInWorld(begin?: SignInLimits['begin']) {
  const directory = memoryDirectory()
  const passwordHash = hashOf('correct horse')
  await directory.insertUser(user(ALICE, { passwordHash }))
  await directory.insertUser(user('urn:li:corpuser:sso'))
  await directory.insertUser(user('urn:li:corpuser:suspended', { passwordHash, status: 'SUSPENDED' }))
  await directory.insertUser(user('urn:li:corpuser:robot', { passwordHash, kind: 'SERVICE_ACCOUNT' }))
  await directory.insertUser(user('urn:li:corpuser:our_system', { passwordHash }))
  await directory.insertUser(user('urn:li:corpuser:removed', { passwordHash }))
  await directory.removeUser('urn:li:corpuser:removed', 1)
  const hasher = fakeHasher()
  const started: unknown[] = []
  const attempts: string[] = []
  const noted: unknown[] = []
  const ended: string[] = []
  const ports: SignInPorts = {
    verifyPassword: makeVerifyPassword({ directory, hasher }),
    limits: {
      begin:
        begin ??
        (async (username, address) => {
          attempts.push(`begin ${username} ${address}`)
          return {
            succeeded: async () => void attempts.push('succeeded'),
            abandoned: async () => void attempts.push('abandoned'),
            refused: () => void attempts.push('refused'),
          }
        }),
      beginNameless: () => t.fail('a name is at hand') as never,
    },
    transactions: memoryTransactions({ directory }),
    sessions: {
      async prepare(...args) {
        const session = { cookie: new Secret('the cookie'), actorUrn: args[0], maxAgeSeconds: 60 }
        return { started: session, write: async () => void started.push(args) }
      },
      end: async (cookie) => void ended.push(cookie),
    },
    noteRefused: (refused) => noted.push(refused),
    systemClientId: 'our_system',
  }
  return { signIn: makeSignIn(ports), ports, directory, hasher, started, attempts, noted, ended }
}

t.test('the right password opens a session, and the attempt does not count', async (t) => {
  const { signIn, started, attempts, noted } = await signInWorld()
  t.match(await signIn('alice', PASSWORD, { ...FROM, cookie: 'of before' }), { actorUrn: ALICE })
  t.strictSame(started, [[ALICE, 'password', { ...FROM, cookie: 'of before' }]])
  t.strictSame(attempts, ['begin alice 192.0.2.1', 'succeeded'])
  t.strictSame(noted, [])
})

t.test('whoever may not sign in is told nothing, and pays the time of a hash all the same', async (t) => {
  const wrong = new Secret('wrong')
  const cases: [string, Secret, string | null, string | null][] = [
    ['alice', wrong, hashOf('correct horse'), ALICE],
    ['nobody', PASSWORD, null, null],
    ['sso', PASSWORD, null, 'urn:li:corpuser:sso'],
    ['suspended', PASSWORD, null, 'urn:li:corpuser:suspended'],
    ['removed', PASSWORD, null, 'urn:li:corpuser:removed'],
    ['robot', PASSWORD, null, 'urn:li:corpuser:robot'],
    ['our_system', PASSWORD, hashOf('correct horse'), 'urn:li:corpuser:our_system'],
    ['ALICE', PASSWORD, null, null],
    ['', PASSWORD, null, null],
    ['x'.repeat(256), PASSWORD, null, null],
    ['urn:li:corpuser:alice', PASSWORD, null, null],
  ]
  for (const [username, password, hash, actorUrn] of cases) {
    const { signIn, hasher, started, attempts, noted } = await signInWorld()
    t.equal(await signIn(username, password, FROM), undefined, username)
    t.strictSame(hasher.verified, [{ hash, password: password.reveal() }], username)
    t.strictSame(started, [])
    t.strictSame(attempts, [`begin ${username} 192.0.2.1`, 'refused'], 'it counts')
    t.strictSame(noted, [{ actorUrn, ...FROM }], 'and is remembered, by a name only where there is one')
  }
})

t.test('a user who has no password is not let in by a hasher that says yes', async (t) => {
  const directory = memoryDirectory()
  await directory.insertUser(user(ALICE))
  const verify = makeVerifyPassword({ directory, hasher: { verify: async () => true } })
  t.strictSame(await verify('alice', PASSWORD), { matches: false, actorUrn: ALICE })
  t.strictSame(await verify('nobody', PASSWORD), { matches: false, actorUrn: null })
})

t.test('who changes a password, or is suspended, while it is checked leaves no session behind', async (t) => {
  const changes: Record<string, (directory: WritableDirectory) => Promise<unknown>> = {
    'another password': (directory) => directory.setPassword(ALICE, hashOf('another')),
    'no password': (directory) => directory.setPassword(ALICE, null),
    suspended: (directory) => directory.setStatus(ALICE, 'SUSPENDED'),
    removed: (directory) => directory.removeUser(ALICE, 1),
  }
  for (const [what, change] of Object.entries(changes)) {
    const { signIn, directory, hasher, started, noted } = await signInWorld()
    const { verify } = hasher
    hasher.verify = async (...args) => {
      const matches = await verify(...args)
      await change(directory)
      return matches
    }
    t.equal(await signIn('alice', PASSWORD, FROM), undefined, what)
    t.strictSame(started, [], what)
    t.strictSame(noted, [{ actorUrn: ALICE, ...FROM }], what)
  }
})

t.test('a password that is kept elsewhere is looked for nowhere here', async (t) => {
  const elsewhere = await signInWorld()
  const signIn = makeSignIn({
    ...elsewhere.ports,
    verifyPassword: async () => ({ matches: true, actorUrn: 'urn:li:corpuser:only_there' }),
  })
  t.match(await signIn('only_there', PASSWORD, FROM), { actorUrn: 'urn:li:corpuser:only_there' })
})

t.test('a password that was reset elsewhere while its session began leaves none behind', async (t) => {
  const { ports, started, ended, noted } = await signInWorld()
  const there = 'urn:li:corpuser:only_there'
  for (const overtaken of [false, true]) {
    const isOvertaken = () => t.ok(started.length > 0, 'once the session is there') && overtaken
    const signIn = makeSignIn({
      ...ports,
      verifyPassword: async () => ({ matches: true, actorUrn: there, isOvertaken }),
    })
    t.match(await signIn('only_there', PASSWORD, FROM), overtaken ? undefined : { actorUrn: there })
    t.strictSame(ended, overtaken ? ['the cookie'] : [])
    t.strictSame(noted, overtaken ? [{ actorUrn: there, ...FROM }] : [])
  }
})

t.test('an attempt beyond the limit costs no hash, and is remembered as nobody’s', async (t) => {
  const limit = new ServiceError('SIGN_IN_LIMIT')
  const limited = await signInWorld(() => Promise.reject(limit))
  await t.rejects(limited.signIn('alice', PASSWORD, FROM), limit)
  t.strictSame(limited.hasher.verified, [])
  t.strictSame(limited.noted, [{ actorUrn: null, ...FROM }])
  const busy = await signInWorld(() => Promise.reject(new ServiceError('TOO_MANY_SIGN_INS')))
  await t.rejects(busy.signIn('alice', PASSWORD, FROM), { code: 'TOO_MANY_SIGN_INS' })
  t.strictSame(busy.noted, [], 'nobody was refused for what they sent')
})

t.test('an attempt that could not be judged does not count', async (t) => {
  const { signIn, hasher, attempts, noted } = await signInWorld()
  hasher.verify = () => Promise.reject(new ServiceError('TOO_MANY_SIGN_INS'))
  await t.rejects(signIn('alice', PASSWORD, FROM), { code: 'TOO_MANY_SIGN_INS' })
  t.strictSame(attempts, ['begin alice 192.0.2.1', 'abandoned'])
  t.strictSame(noted, [])
})
