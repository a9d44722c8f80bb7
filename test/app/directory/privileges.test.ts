import t from 'tap'
import type { Directory } from '../../../src/app/directory/directory.ts'
import { makeDirectory, makeDirectoryBesideDataHub } from '../../../src/app/directory/make-directory.ts'
import type { Caller } from '../../../src/domain/caller.ts'
import type { Privilege } from '../../../src/domain/privilege.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { caller } from '../../helpers/fakes/people.ts'
import { sqliteDatabase } from '../../store/databases.ts'
import { ADMINISTRATOR, directoryWorld, EVERYTHING } from './world.ts'

const ADMIN = 'urn:li:dataHubRole:Admin'
const JANE = 'urn:li:corpuser:jane'
const DATA = 'urn:li:corpGroup:data'
const ALL = { start: 0, count: 10, query: '' }
const PAGE = { limit: 10 }

type Operation = (directory: Directory, who: Caller) => Promise<unknown>

/** Everything that asks for a privilege, by the one that it asks for. */
const OPERATIONS: Partial<Record<Privilege, Record<string, Operation>>> = {
  MANAGE_USERS_AND_GROUPS: {
    'users.list': ({ users }, who) => users.list(who, ALL),
    'users.page': ({ users }, who) => users.page(who, PAGE),
    'users.get': ({ users }, who) => users.get(who, JANE),
    'users.create': ({ users }, who) => users.create(who, { username: 'new' }),
    'users.update': ({ users }, who) => users.update(who, JANE, { title: 'x' }),
    'users.setStatus': ({ users }, who) => users.setStatus(who, JANE, 'ACTIVE'),
    'users.debugAccess': ({ users }, who) => users.debugAccess(who, JANE),
    'users.remove': ({ users }, who) => users.remove(who, 'urn:li:corpuser:other'),
    'groups.list': ({ groups }, who) => groups.list(who, ALL),
    'groups.page': ({ groups }, who) => groups.page(who, PAGE),
    'groups.get': ({ groups }, who) => groups.get(who, DATA),
    'groups.create': ({ groups }, who) => groups.create(who, { name: 'New' }),
    'groups.listMembers': ({ groups }, who) => groups.listMembers(who, DATA, ALL),
    'groups.pageMembers': ({ groups }, who) => groups.pageMembers(who, DATA, PAGE),
    'groups.addMembers': ({ groups }, who) => groups.addMembers(who, DATA, [JANE]),
    'groups.removeMembers': ({ groups }, who) => groups.removeMembers(who, DATA, [JANE]),
    'groups.remove': ({ groups }, who) => groups.remove(who, DATA),
  },
  MANAGE_USER_CREDENTIALS: {
    'users.createResetToken': ({ users }, who) => users.createResetToken(who, JANE),
  },
  MANAGE_POLICIES: {
    'roles.listMembers': ({ roles }, who) => roles.listMembers(who, ADMIN, ALL),
    'roles.pageMembers': ({ roles }, who) => roles.pageMembers(who, ADMIN, PAGE),
    'roles.assign': ({ roles }, who) => roles.assign(who, ADMIN, [JANE]),
    'roles.getInvite': ({ roles }, who) => roles.getInvite(who, ADMIN),
    'roles.createInvite': ({ roles }, who) => roles.createInvite(who, null),
  },
  MANAGE_SERVICE_ACCOUNTS: {
    'serviceAccounts.list': ({ serviceAccounts }, who) => serviceAccounts.list(who, ALL),
    'serviceAccounts.page': ({ serviceAccounts }, who) => serviceAccounts.page(who, PAGE),
    'serviceAccounts.create': ({ serviceAccounts }, who) => serviceAccounts.create(who, { displayName: 'x' }),
    'serviceAccounts.get': ({ serviceAccounts }, who) => serviceAccounts.get(who, robot),
    'serviceAccounts.remove': ({ serviceAccounts }, who) => serviceAccounts.remove(who, robot),
  },
}
/** What anybody may who is signed in. */
const OPEN = ['roles.list', 'roles.accept']

let robot = ''

const HOLDERS = Object.fromEntries(
  EVERYTHING.flatMap((privilege): [string, Privilege[]][] => [
    [`urn:li:corpuser:only-${privilege}`, [privilege]],
    [`urn:li:corpuser:all-but-${privilege}`, EVERYTHING.filter((other) => other !== privilege)],
  ]),
)

t.test('each operation asks for its one privilege, and another does not do', async (t) => {
  const { ports, audited } = directoryWorld(await sqliteDatabase(t), HOLDERS)
  const directory = makeDirectory(ports)
  for (const username of ['jane', 'other']) await directory.users.create(ADMINISTRATOR, { username })
  await directory.groups.create(ADMINISTRATOR, { id: 'data', name: 'Data' })
  robot = (await directory.serviceAccounts.create(ADMINISTRATOR, { displayName: 'robot' })).urn

  for (const [privilege, operations] of Object.entries(OPERATIONS))
    for (const [name, operation] of Object.entries(operations)) {
      const before = (await audited()).length
      const lacking = caller(`urn:li:corpuser:all-but-${privilege}`)
      await t.rejects(operation(directory, lacking), { code: 'FORBIDDEN' }, name)
      const since = (await audited()).slice(before)
      t.match(since, [{ action: 'access.refuse', outcome: 'refused', details: { privilege } }], name)
      await t.resolves(operation(directory, caller(`urn:li:corpuser:only-${privilege}`)), name)
    }
})

t.test('the table above has every operation', async (t) => {
  const { ports } = directoryWorld(await sqliteDatabase(t))
  const names = Object.entries(makeDirectory(ports)).flatMap(([part, operations]) =>
    Object.keys(operations).map((name) => `${part}.${name}`),
  )
  const asked = Object.values(OPERATIONS).flatMap((operations) => Object.keys(operations))
  t.strictSame(names.toSorted(), [...asked, ...OPEN].toSorted())
})

t.test('an argument that no directory could have is told as such, after who may', async (t) => {
  const { ports } = directoryWorld(await sqliteDatabase(t))
  const { users, groups, roles, serviceAccounts } = makeDirectory(ports)
  const who = ADMINISTRATOR
  const bad = { code: 'INVALID_REQUEST' }
  for (const slice of [{ start: -1 }, { start: 0.5 }, { count: -1 }, { count: 10_001 }, { query: 'a\0' }]) {
    const asked = { ...ALL, ...slice }
    await t.rejects(users.list(who, asked), bad)
    await t.rejects(groups.list(who, asked), bad)
    await t.rejects(roles.list(who, asked), bad)
    await t.rejects(roles.listMembers(who, ADMIN, asked), bad)
    await t.rejects(groups.listMembers(who, DATA, asked), bad)
    await t.rejects(serviceAccounts.list(who, asked), bad)
  }
  const missing = { code: 'NOT_FOUND' }
  for (const urn of [
    '',
    'x',
    'urn:li:corpuser:',
    'urn:li:corpuser:\ud800',
    `urn:li:corpuser:${'x'.repeat(5000)}`,
  ]) {
    await t.rejects(users.get(who, urn), missing)
    await t.rejects(users.setStatus(who, urn, 'SUSPENDED'), missing)
    await t.rejects(users.remove(who, urn), missing)
    await t.rejects(users.createResetToken(who, urn), missing)
    await t.rejects(users.debugAccess(who, urn), missing)
    await t.rejects(groups.get(who, urn), missing)
    await t.rejects(groups.addMembers(who, urn, [JANE]), missing)
    await t.rejects(serviceAccounts.get(who, urn), missing)
    await t.rejects(users.get(caller(JANE), urn), { code: 'FORBIDDEN' }, 'a refusal of it can be remembered')
  }
  const many = Array.from({ length: 1001 }, (_, i) => `urn:li:corpuser:${i}`)
  await t.rejects(roles.assign(who, ADMIN, many), bad)
  await t.rejects(groups.addMembers(who, DATA, many), bad)
  await t.resolves(roles.assign(who, ADMIN, many.slice(1)), 'nobody of whom exists')
  await t.rejects(users.create(who, { username: 'a\ud800' }), bad)
  await t.rejects(roles.assign(who, '__proto__', [JANE]), missing)
})

t.test('a service account that manages others does not remove itself', async (t) => {
  const { ports } = directoryWorld(await sqliteDatabase(t))
  const { serviceAccounts } = makeDirectory(ports)
  const { urn } = await serviceAccounts.create(ADMINISTRATOR, { displayName: 'robot' })
  const requirePrivilege = async () => {}
  const allowed = makeDirectory({ ...ports, requirePrivilege }).serviceAccounts
  await t.rejects(allowed.remove(caller(urn), urn), { code: 'CONFLICT' })
  t.match(await ports.actors.find(urn), { status: 'ACTIVE' })
})

t.test('a group that comes with single sign-on is not edited here', async (t) => {
  const { ports } = directoryWorld(await sqliteDatabase(t))
  const { users, groups } = makeDirectory(ports)
  await users.create(ADMINISTRATOR, { username: 'jane' })
  await ports.transactions.change(({ directory }) => {
    directory.insertGroup({ urn: DATA, name: 'Data', description: null, origin: 'EXTERNAL', createdAt: 1 })
    directory.setExternalGroups(JANE, [DATA])
  })
  const told = { code: 'CONFLICT', detail: /comes with single sign-on/ }
  await t.rejects(groups.addMembers(ADMINISTRATOR, DATA, [JANE]), told)
  await t.rejects(groups.removeMembers(ADMINISTRATOR, DATA, [JANE]), told)
  t.match(await groups.listMembers(ADMINISTRATOR, DATA, ALL), { total: 1, items: [{ urn: JANE }] })
})

t.test('where users are DataHub’s nothing of them is changed here, and service accounts are', async (t) => {
  const { ports, audited } = directoryWorld(await sqliteDatabase(t))
  const directory = makeDirectoryBesideDataHub(ports, { async put() {}, async remove() {} })
  const { roles, serviceAccounts } = directory
  const kept = { code: 'KEPT_IN_DATAHUB' }
  for (const operations of Object.values(OPERATIONS))
    for (const [name, operation] of Object.entries(operations))
      if (!name.startsWith('serviceAccounts.'))
        await t.rejects(operation(directory, ADMINISTRATOR), kept, name)
  await t.rejects(roles.list(ADMINISTRATOR, ALL), kept)
  await t.rejects(roles.accept(caller(JANE), new Secret('x')), kept)
  t.strictSame(await audited(), [])

  const { urn } = await serviceAccounts.create(ADMINISTRATOR, { displayName: 'robot' })
  await roles.assign(ADMINISTRATOR, ADMIN, [urn])
  t.match(await ports.actors.find(urn), { roles: [ADMIN] })
  await t.rejects(roles.assign(ADMINISTRATOR, ADMIN, [urn, JANE]), kept)
  await serviceAccounts.remove(ADMINISTRATOR, urn)
  t.equal(await ports.actors.find(urn), undefined)
})
