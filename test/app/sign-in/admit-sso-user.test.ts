import t from 'tap'
import { digest } from '../../../src/adapters/digests.ts'
import { makeSqlDirectoryStore } from '../../../src/adapters/sql/directory-store.ts'
import { makeSqlTransactions } from '../../../src/adapters/sql/transactions.ts'
import type { DirectoryStore } from '../../../src/app/ports/directory.ts'
import type { GmsUserState } from '../../../src/app/ports/gms-directory.ts'
import type { SsoIdentity } from '../../../src/app/ports/sso.ts'
import type { Transactions } from '../../../src/app/ports/transactions.ts'
import { makeAdmitSsoUser } from '../../../src/app/sign-in/admit-sso-user.ts'
import { makeAdmitSsoUserAtGms } from '../../../src/app/sign-in/admit-sso-user-at-gms.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { memoryDirectory } from '../../helpers/fakes/directory.ts'
import { ALICE, BOB, user } from '../../helpers/fakes/people.ts'
import { auditRecordOf, memoryTransactions } from '../../helpers/fakes/transactions.ts'
import { DATABASES } from '../../store/databases.ts'
import { groupRecord } from '../../store/records.ts'
import { preparedSessions } from './sign-in-world.ts'

const FROM = { address: '192.0.2.1', userAgent: 'a browser' }
const group = (id: string) => `urn:li:corpGroup:${id}`

let logins = 0
const login = () => ({ digest: digest(`login ${logins++}`), expiresAt: 1_790_000_600_000 })

function identity(fields: Partial<SsoIdentity> = {}): SsoIdentity {
  return { actorUrn: ALICE, displayName: 'Alice', email: 'alice@example.com', groups: undefined, ...fields }
}

interface Replaced {
  provision?: boolean
  directory?: DirectoryStore
  transactions?: Transactions
}

function admitWorld({ provision = true, ...replaced }: Replaced = {}) {
  const directory = memoryDirectory()
  const transactions = memoryTransactions({ directory })
  const clock = fakeClock()
  const forgotten: (string | undefined)[] = []
  const admit = makeAdmitSsoUser({
    directory,
    transactions,
    sessions: preparedSessions(),
    actors: { forget: (urn) => forgotten.push(urn) },
    auditRecordOf,
    clock,
    provision,
    systemClientId: 'our_system',
    ...replaced,
  })
  const acts = () => transactions.audited.map(({ action, subject }) => [action, subject])
  return { admit, directory, transactions, clock, forgotten, acts }
}

t.test('who is new becomes a user without a password, and it is remembered how', async (t) => {
  const { admit, directory, transactions, clock, forgotten, acts } = admitWorld()
  t.match(await admit(identity(), login(), FROM), { actorUrn: ALICE })
  t.strictSame(await directory.findUser(ALICE), {
    ...user(ALICE),
    displayName: 'Alice',
    email: 'alice@example.com',
    createdAt: clock.now(),
  })
  t.strictSame(acts(), [
    ['user.create', ALICE],
    ['session.start', ALICE],
  ])
  t.match(transactions.audited[0], { actorUrn: ALICE, details: { by: 'single sign-on' } })
  t.strictSame(forgotten, [ALICE])
})

t.test('who is known stays as they are', async (t) => {
  const { admit, directory, acts } = admitWorld()
  const known = user(ALICE, { displayName: 'Queen', email: null, passwordHash: 'x' })
  await directory.insertUser(known)
  await admit(identity(), login(), FROM)
  t.strictSame(await directory.findUser(ALICE), known)
  t.strictSame(acts(), [['session.start', ALICE]])
})

t.test('who was suspended, removed, or is a service account stays out, and nothing is written', async (t) => {
  const { admit, directory, acts } = admitWorld()
  await directory.insertUser(user(ALICE, { status: 'SUSPENDED' }))
  await t.rejects(admit(identity({ groups: ['a'] }), login(), FROM), {
    code: 'SSO_REFUSED',
    detail: /suspended/,
  })
  await directory.removeUser(ALICE, 1)
  await t.rejects(admit(identity({ groups: ['a'] }), login(), FROM), {
    code: 'SSO_REFUSED',
    detail: /removed/,
  })
  await directory.insertUser(user(BOB, { kind: 'SERVICE_ACCOUNT' }))
  await t.rejects(admit(identity({ actorUrn: BOB }), login(), FROM), {
    code: 'SSO_REFUSED',
    detail: /service account/,
  })
  t.strictSame(acts(), [])
  t.equal(await directory.findGroup(group('a')), undefined)
})

t.test(
  'who is new stays out where users are made beforehand, or by a name that nobody can have',
  async (t) => {
    const without = admitWorld({ provision: false })
    await t.rejects(without.admit(identity(), login(), FROM), {
      code: 'SSO_REFUSED',
      detail: /no account here yet/,
    })
    const { admit, acts } = admitWorld()
    for (const id of ['a b', 'a%20b', 'service_x', 'our_system'])
      await t.rejects(admit(identity({ actorUrn: `urn:li:corpuser:${id}` }), login(), FROM), {
        code: 'SSO_REFUSED',
        detail: /nobody can have here/,
      })
    t.strictSame([...without.acts(), ...acts()], [])
  },
)

t.test('a login is used once, also where its provider would give a second answer', async (t) => {
  const { admit, acts } = admitWorld()
  const one = login()
  await admit(identity(), one, FROM)
  await t.rejects(admit(identity(), one, FROM), { code: 'SSO_REFUSED', detail: /used before/ })
  t.equal(acts().length, 2)
})

t.test('external groups become what the provider says; those kept by hand stay as they are', async (t) => {
  const { admit, directory, acts } = admitWorld()
  await directory.insertGroup(groupRecord({ urn: group('by-hand'), origin: 'NATIVE' }))
  await directory.insertGroup(groupRecord({ urn: group('known'), origin: 'EXTERNAL' }))
  await admit(identity({ groups: ['by-hand', 'known', 'new one', '\ud800'] }), login(), FROM)
  const groups = async () => (await directory.findActor(ALICE))?.groups.toSorted()
  t.same(await groups(), [group('known'), group('new+one')])
  t.match(await directory.findGroup(group('new+one')), { name: 'new one', origin: 'EXTERNAL' })
  t.strictSame(acts(), [
    ['user.create', ALICE],
    ['group.create', group('new+one')],
    ['session.start', ALICE],
  ])
  await directory.addMembers(group('by-hand'), [ALICE])
  await admit(identity({ groups: [] }), login(), FROM)
  t.same(await groups(), [group('by-hand')], 'what an administrator gave is not taken away')
  await admit(identity(), login(), FROM)
  t.same(await groups(), [group('by-hand')])
})

for (const [name, makeDatabase] of DATABASES) {
  t.test(`${name}: who bring the same new group at the same moment all come in`, async (t) => {
    const database = await makeDatabase(t)
    const directory = makeSqlDirectoryStore(database)
    const { admit } = admitWorld({ directory, transactions: makeSqlTransactions(database) })
    const people = ['a', 'b', 'c', 'd'].map((id) => `urn:li:corpuser:${id}`)
    const all = people.map((actorUrn) =>
      admit(identity({ actorUrn, groups: ['new', 'newer'] }), login(), FROM),
    )
    for (const { status } of await Promise.allSettled(all)) t.equal(status, 'fulfilled')
    for (const urn of people)
      t.same((await directory.findActor(urn))?.groups.toSorted(), [group('new'), group('newer')])
  })
}

t.test('where users are kept in DataHub, who is active there comes in, and nobody is made', async (t) => {
  const transactions = memoryTransactions()
  const forgotten: (string | undefined)[] = []
  const states = new Map<string, GmsUserState>([
    [ALICE, 'ACTIVE'],
    ['urn:li:corpuser:suspended', 'SUSPENDED'],
    ['urn:li:corpuser:removed', 'REMOVED'],
    ['urn:li:corpuser:datahub', 'ACTIVE'],
    ['urn:li:corpuser:service_x', 'ACTIVE'],
    ['urn:li:corpuser:alice ', 'ACTIVE'],
  ])
  const admit = makeAdmitSsoUserAtGms({
    directory: { stateOf: async (urn) => states.get(urn) ?? 'UNKNOWN' },
    actors: { forget: (urn) => forgotten.push(urn) },
    transactions,
    sessions: preparedSessions(),
  })
  const one = login()
  t.match(await admit(identity({ groups: ['a'] }), one, FROM), { actorUrn: ALICE })
  t.strictSame(
    transactions.audited.map(({ action }) => action),
    ['session.start'],
  )
  t.strictSame(forgotten, [ALICE])
  await t.rejects(admit(identity(), one, FROM), { code: 'SSO_REFUSED', detail: /used before/ })
  for (const [id, why] of [
    ['nobody', /sign in there once/],
    ['suspended', /suspended/],
    ['removed', /removed/],
    ['datahub', /no account in DataHub/],
    ['service_x', /no account in DataHub/],
    ['alice ', /no account in DataHub/],
  ] as const)
    await t.rejects(
      admit(identity({ actorUrn: `urn:li:corpuser:${id}` }), login(), FROM),
      { code: 'SSO_REFUSED', detail: why },
      id,
    )
})
