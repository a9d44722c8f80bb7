import t from 'tap'
import { ensureRootUser, type RootPasswordRule } from '../../src/app/ensure-root-user.ts'
import { Secret } from '../../src/domain/secret.ts'
import { fakeClock } from '../helpers/fakes/clock.ts'
import { fakeHasher, hashOf } from '../helpers/fakes/password-hasher.ts'
import { user } from '../helpers/fakes/people.ts'
import { memoryUserStore } from '../helpers/fakes/stores.ts'

const ROOT = 'urn:li:corpuser:datahub'
const GENERATE: RootPasswordRule = { configured: undefined, otherwise: 'generate once' }
const NO_SIGN_IN: RootPasswordRule = { configured: undefined, otherwise: 'no sign-in' }
const configured = (password: string): RootPasswordRule => ({
  configured: new Secret(password),
  otherwise: 'generate once',
})

function rootWorld() {
  const users = memoryUserStore()
  const hasher = fakeHasher()
  let made = 0
  const newSecret = () => `generated ${++made}`
  const ports = { users, hasher, clock: fakeClock(), newSecret }
  return { users, hasher, start: (rule: RootPasswordRule) => ensureRootUser(ports, rule) }
}

t.test('the first start makes root with a password that is shown once; later ones keep it', async (t) => {
  const { users, start } = rootWorld()
  t.equal((await start(GENERATE))?.reveal(), 'generated 1')
  t.strictSame(await users.find(ROOT), {
    urn: ROOT,
    displayName: 'DataHub',
    passwordHash: hashOf('generated 1'),
    status: 'ACTIVE',
    createdAt: fakeClock().now(),
  })
  t.equal(await start(GENERATE), undefined)
  t.equal((await users.find(ROOT))?.passwordHash, hashOf('generated 1'))
})

t.test('a configured password is root’s from the first start on, and is not shown', async (t) => {
  const { users, start } = rootWorld()
  t.equal(await start(configured('first')), undefined)
  t.equal((await users.find(ROOT))?.passwordHash, hashOf('first'))
})

t.test('a configured password wins over the one that is stored', async (t) => {
  const { users, start } = rootWorld()
  await start(GENERATE)
  await start(configured('mine'))
  t.equal((await users.find(ROOT))?.passwordHash, hashOf('mine'))
  await start(configured('changed'))
  t.equal((await users.find(ROOT))?.passwordHash, hashOf('changed'))
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
  t.equal((await users.find(ROOT))?.passwordHash, hashOf('mine'))
})

t.test(
  'where several processes share the database, root without a configured password cannot sign in',
  async (t) => {
    const { users, hasher, start } = rootWorld()
    t.equal(await start(NO_SIGN_IN), undefined)
    t.match(await users.find(ROOT), { passwordHash: null, status: 'ACTIVE' })
    await start({ configured: new Secret('mine'), otherwise: 'no sign-in' })
    t.equal((await users.find(ROOT))?.passwordHash, hashOf('mine'))
    t.equal(await start(NO_SIGN_IN), undefined)
    t.equal((await users.find(ROOT))?.passwordHash, null, 'the setting that was taken away counts no more')
    t.strictSame(hasher.hashed, ['mine'])
  },
)

t.test('a root who is there without a password gets one generated', async (t) => {
  const { users, start } = rootWorld()
  await start(NO_SIGN_IN)
  t.equal((await start(GENERATE))?.reveal(), 'generated 1')
  t.equal((await users.find(ROOT))?.passwordHash, hashOf('generated 1'))
})

t.test('a start does not bring back a root who was suspended', async (t) => {
  const { users, start } = rootWorld()
  await users.upsertPassword(user(ROOT, { status: 'SUSPENDED' }))
  await start(configured('mine'))
  t.match(await users.find(ROOT), { status: 'SUSPENDED', passwordHash: hashOf('mine') })
})

t.test('a generated password is not printed by accident', async (t) => {
  const { start } = rootWorld()
  t.equal(`${await start(GENERATE)}`, '***')
})
