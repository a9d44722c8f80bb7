import t from 'tap'
import { makeSqlTransactions } from '../../../src/adapters/sql/transactions.ts'
import { ensureRootUser, type RootPasswordRule } from '../../../src/app/directory/ensure-root-user.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { memoryDirectory } from '../../helpers/fakes/directory.ts'
import { fakeHasher, hashOf } from '../../helpers/fakes/password-hasher.ts'
import { user } from '../../helpers/fakes/people.ts'
import { memorySessionStore } from '../../helpers/fakes/stores.ts'
import { auditRecordOf, memoryTransactions } from '../../helpers/fakes/transactions.ts'
import { sqliteDatabase } from '../../store/databases.ts'
import { idOf, sessionRecord } from '../../store/records.ts'
import { writableDirectory, writableSessionStore } from '../../store/writing.ts'

const ROOT = 'urn:li:corpuser:datahub'
const GENERATE: RootPasswordRule = { configured: undefined, otherwise: 'generate once' }
const NO_SIGN_IN: RootPasswordRule = { configured: undefined, otherwise: 'no sign-in' }
const configured = (password: string): RootPasswordRule => ({
  configured: new Secret(password),
  otherwise: 'generate once',
})

function rootWorld() {
  const directory = memoryDirectory()
  const sessions = memorySessionStore()
  const transactions = memoryTransactions({ directory, sessions })
  const hasher = fakeHasher()
  let made = 0
  const newSecret = () => `generated ${++made}`
  const ports = { directory, transactions, auditRecordOf, hasher, clock: fakeClock(), newSecret }
  const startUnlistening = (rule: RootPasswordRule) => ensureRootUser(ports, rule)
  return {
    users: directory,
    sessions,
    hasher,
    audited: transactions.audited,
    ports,
    /** As far as a start goes that fails to listen. */
    startUnlistening,
    async start(rule: RootPasswordRule) {
      const generated = await startUnlistening(rule)
      await generated?.keep()
      return generated?.password
    },
  }
}

t.test('the first start makes root with a password that is shown once; later ones keep it', async (t) => {
  const { users, start } = rootWorld()
  t.equal((await start(GENERATE))?.reveal(), 'generated 1')
  t.strictSame(await users.findUser(ROOT), {
    urn: ROOT,
    kind: 'USER',
    displayName: 'DataHub',
    email: null,
    title: 'DataHub Root User',
    passwordHash: hashOf('generated 1'),
    status: 'ACTIVE',
    createdAt: fakeClock().now(),
    createdBy: null,
    removedAt: null,
  })
  t.equal(await start(GENERATE), undefined)
  t.equal((await users.findUser(ROOT))?.passwordHash, hashOf('generated 1'))
})

t.test('a configured password is root’s from the first start on, and is not shown', async (t) => {
  const { users, start } = rootWorld()
  t.equal(await start(configured('first')), undefined)
  t.equal((await users.findUser(ROOT))?.passwordHash, hashOf('first'))
})

t.test('a configured password wins over the one that is stored', async (t) => {
  const { users, start } = rootWorld()
  await start(GENERATE)
  await start(configured('mine'))
  t.equal((await users.findUser(ROOT))?.passwordHash, hashOf('mine'))
  await start(configured('changed'))
  t.equal((await users.findUser(ROOT))?.passwordHash, hashOf('changed'))
})

t.test('a configured password that is stored already is not hashed anew at each start', async (t) => {
  const { hasher, start } = rootWorld()
  await start(configured('mine'))
  await start(configured('mine'))
  t.strictSame(hasher.hashed, ['mine'])
})

t.test('a password that is no longer configured still serves where one would be generated', async (t) => {
  const { users, start } = rootWorld()
  await start(configured('mine'))
  t.equal(await start(GENERATE), undefined)
  t.equal((await users.findUser(ROOT))?.passwordHash, hashOf('mine'))
})

t.test(
  'where several processes share the database, root without a configured password cannot sign in',
  async (t) => {
    const { users, hasher, start } = rootWorld()
    t.equal(await start(NO_SIGN_IN), undefined)
    t.match(await users.findUser(ROOT), { passwordHash: null, status: 'ACTIVE' })
    await start({ configured: new Secret('mine'), otherwise: 'no sign-in' })
    t.equal((await users.findUser(ROOT))?.passwordHash, hashOf('mine'))
    t.equal(await start(NO_SIGN_IN), undefined)
    t.equal(
      (await users.findUser(ROOT))?.passwordHash,
      null,
      'the setting that was taken away counts no more',
    )
    t.strictSame(hasher.hashed, ['mine'])
  },
)

t.test('a root who is there without a password gets one generated', async (t) => {
  const { users, start } = rootWorld()
  await start(NO_SIGN_IN)
  t.equal((await start(GENERATE))?.reveal(), 'generated 1')
  t.equal((await users.findUser(ROOT))?.passwordHash, hashOf('generated 1'))
})

t.test('a start does not bring back a root who was suspended', async (t) => {
  const { users, start } = rootWorld()
  await users.insertUser(user(ROOT, { status: 'SUSPENDED' }))
  await start(configured('mine'))
  t.match(await users.findUser(ROOT), { status: 'SUSPENDED', passwordHash: hashOf('mine') })
})

t.test('a generated password is not printed by accident', async (t) => {
  const { start } = rootWorld()
  t.equal(`${await start(GENERATE)}`, '***')
})

t.test('a start that fails before it listens keeps no password, and the next one shows one', async (t) => {
  const { users, start, startUnlistening } = rootWorld()
  t.equal((await startUnlistening(GENERATE))?.password.reveal(), 'generated 1')
  t.equal(await users.findUser(ROOT), undefined)
  t.equal((await start(GENERATE))?.reveal(), 'generated 2')
  t.equal((await users.findUser(ROOT))?.passwordHash, hashOf('generated 2'))
})

t.test('sessions of root end with its password, and not at a start that leaves it as it is', async (t) => {
  const { sessions, start } = rootWorld()
  const others = sessionRecord({ id: idOf('alice') })
  const roots = sessionRecord({ actorUrn: ROOT })
  await sessions.insert(others)
  const starts: [string, RootPasswordRule, 'kept' | 'ended'][] = [
    ['the first password', configured('mine'), 'ended'],
    ['the same password', configured('mine'), 'kept'],
    ['none configured, so the same one', GENERATE, 'kept'],
    ['another password', configured('changed'), 'ended'],
    ['sign-in switched off', NO_SIGN_IN, 'ended'],
    ['a password again', GENERATE, 'ended'],
  ]
  for (const [what, rule, expected] of starts) {
    await sessions.insert(roots)
    await start(rule)
    t.equal((await sessions.find(roots.id)) === undefined ? 'ended' : 'kept', expected, what)
    await sessions.delete(roots.id)
  }
  t.ok(await sessions.find(others.id), 'somebody else’s session is not touched')
})

t.test('a start that ends while it sets another password leaves the old one and its sessions', async (t) => {
  const database = await sqliteDatabase(t)
  const [directory, sessions] = [await writableDirectory(database), writableSessionStore(database)]
  const { ports } = rootWorld()
  const real = { ...ports, directory, transactions: makeSqlTransactions(database) }
  await ensureRootUser(real, configured('mine'))
  await sessions.insert(sessionRecord({ actorUrn: ROOT }))

  const broken = (() => ({
    ...auditRecordOf('the service', { action: 'user.password' }),
    id: 'no id',
  })) as never
  await t.rejects(ensureRootUser({ ...real, auditRecordOf: broken }, configured('changed')), TypeError)
  t.equal((await directory.findUser(ROOT))?.passwordHash, hashOf('mine'))
  t.ok(await sessions.find(sessionRecord().id), 'nothing of the change happened')

  await ensureRootUser(real, configured('changed'))
  t.equal((await directory.findUser(ROOT))?.passwordHash, hashOf('changed'))
  t.equal(await sessions.find(sessionRecord().id), undefined)
})

t.test('replicas that create the root user at the same time leave one, and none of them fails', async (t) => {
  const { users, start } = rootWorld()
  await Promise.all(Array.from({ length: 10 }, () => start(configured('mine'))))
  t.match(await users.findUser(ROOT), { passwordHash: hashOf('mine'), status: 'ACTIVE' })
})

t.test('that root was made and got a password is remembered, as done by the service', async (t) => {
  const { audited, start } = rootWorld()
  await start(configured('mine'))
  await start(configured('mine'))
  await start(configured('changed'))
  const service = { outcome: 'done', actorUrn: null, subject: ROOT, address: null, details: {} }
  t.match(audited, [
    { ...service, action: 'user.create' },
    { ...service, action: 'user.password' },
    { ...service, action: 'user.password' },
  ])
  t.equal(audited.length, 3)
  t.notMatch(JSON.stringify(audited), /mine|changed/)
})
