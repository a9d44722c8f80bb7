import t, { type Test } from 'tap'
import type { Database } from '../../../src/adapters/sql/connect.ts'
import { makeTextSeal } from '../../../src/adapters/text-seal.ts'
import { makeDirectory } from '../../../src/app/directory/make-directory.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { caller, tokenCaller } from '../../helpers/fakes/people.ts'
import { DATABASES } from '../../store/databases.ts'
import { ADMINISTRATOR, directoryWorld, withBrokenAudit } from './world.ts'

const ADMIN = 'urn:li:dataHubRole:Admin'
const EDITOR = 'urn:li:dataHubRole:Editor'
const READER = 'urn:li:dataHubRole:Reader'
const JANE = 'urn:li:corpuser:jane'
const DATA = 'urn:li:corpGroup:data'

async function rolesIn(t: Test, database: Database) {
  const world = directoryWorld(database)
  const { ports } = world
  const directory = makeDirectory(ports)
  for (const username of ['jane', 'joe']) await directory.users.create(ADMINISTRATOR, { username })
  await directory.groups.create(ADMINISTRATOR, { id: 'data', name: 'Data' })
  const rolesOf = async (urn: string) => (await ports.actors.find(urn))?.roles
  t.strictSame(await rolesOf(JANE), [])
  return { ...world, ...directory, rolesOf }
}

for (const [name, makeDatabase] of DATABASES) {
  t.test(`roles in ${name}`, async (t) => {
    t.test('a role, a membership and what a group has are known here at once', async (t) => {
      const { roles, groups, rolesOf } = await rolesIn(t, await makeDatabase(t))
      await roles.assign(ADMINISTRATOR, READER, [JANE, JANE, 'urn:li:corpuser:nobody'])
      t.strictSame(await rolesOf(JANE), [READER])
      await groups.addMembers(ADMINISTRATOR, DATA, [JANE])
      await roles.assign(ADMINISTRATOR, ADMIN, [DATA])
      t.strictSame((await rolesOf(JANE))?.toSorted(), [ADMIN, READER])
      await groups.removeMembers(ADMINISTRATOR, DATA, [JANE])
      t.strictSame(await rolesOf(JANE), [READER])
      await groups.addMembers(ADMINISTRATOR, DATA, [JANE])
      t.strictSame((await rolesOf(JANE))?.toSorted(), [ADMIN, READER])
      await groups.remove(ADMINISTRATOR, DATA)
      t.strictSame(await rolesOf(JANE), [READER])
      await roles.assign(ADMINISTRATOR, null, [JANE])
      t.strictSame(await rolesOf(JANE), [])
    })

    t.test('who accepts an invitation has its role and no other', async (t) => {
      const { roles, rolesOf, audited } = await rolesIn(t, await makeDatabase(t))
      const accept = async (roleUrn: string | null) => {
        await roles.accept(caller(JANE), await roles.getInvite(ADMINISTRATOR, roleUrn))
        return rolesOf(JANE)
      }
      await roles.assign(ADMINISTRATOR, ADMIN, [JANE])
      t.strictSame(await accept(READER), [READER], 'in the place of Admin')
      t.strictSame(await accept(EDITOR), [EDITOR])
      t.strictSame(await accept(null), [], 'one without a role leaves none')
      const acts = (await audited()).filter(({ action }) => action === 'role.accept')
      t.match(acts, [
        { subject: JANE, details: { roleUrn: READER } },
        { details: { roleUrn: EDITOR } },
        { details: { roleUrn: null } },
      ])
    })

    t.test('an invitation that is none changes nothing', async (t) => {
      const { roles, rolesOf } = await rolesIn(t, await makeDatabase(t))
      const first = await roles.getInvite(ADMINISTRATOR, ADMIN)
      await roles.createInvite(ADMINISTRATOR, ADMIN)
      await roles.assign(ADMINISTRATOR, READER, [JANE])
      for (const wrong of [first.reveal(), '', 'x', '\ud800', 'x'.repeat(100_000)])
        await t.rejects(roles.accept(caller(JANE), new Secret(wrong)), { code: 'INVITE_INVALID' })
      t.strictSame(await rolesOf(JANE), [READER])
    })

    t.test('a service account takes no invitation, but may be assigned a role', async (t) => {
      const { roles, serviceAccounts, rolesOf } = await rolesIn(t, await makeDatabase(t))
      const { urn } = await serviceAccounts.create(ADMINISTRATOR, { displayName: 'robot' })
      const invite = await roles.getInvite(ADMINISTRATOR, ADMIN)
      await t.rejects(roles.accept(tokenCaller(urn), invite), { code: 'CONFLICT' })
      t.strictSame(await rolesOf(urn), [])
      await roles.assign(ADMINISTRATOR, EDITOR, [urn])
      t.strictSame(await rolesOf(urn), [EDITOR])
    })

    t.test('several who ask first for an invite token see the same one, and it is good', async (t) => {
      const { roles, rolesOf, audited } = await rolesIn(t, await makeDatabase(t))
      const asked = Array.from({ length: 5 }, () => roles.getInvite(ADMINISTRATOR, EDITOR))
      const tokens = new Set((await Promise.all(asked)).map((token) => token.reveal()))
      t.equal(tokens.size, 1)
      await roles.accept(caller(JANE), new Secret([...tokens].join()))
      t.strictSame(await rolesOf(JANE), [EDITOR])
      const made = (await audited()).filter(({ action }) => action === 'invite.create')
      t.equal(made.length, 1)
    })

    t.test('an invite token that was sealed under a key that is no more is replaced', async (t) => {
      const { ports, roles, audited } = await rolesIn(t, await makeDatabase(t))
      const before = (await roles.getInvite(ADMINISTRATOR, null)).reveal()
      const inviteSeal = makeTextSeal(new Secret('another key, after a rotation'), 'invite token')
      const after = makeDirectory({ ...ports, inviteSeal }).roles
      const token = (await after.getInvite(ADMINISTRATOR, null)).reveal()
      t.not(token, before)
      t.equal((await after.getInvite(ADMINISTRATOR, null)).reveal(), token)
      await t.rejects(after.accept(caller(JANE), new Secret(before)), { code: 'INVITE_INVALID' })
      const remembered = JSON.stringify(await audited())
      t.notOk([before, token].some((secret) => remembered.includes(secret)))
    })

    t.test('of an act on many each is remembered, however many they are', async (t) => {
      const { ports, groups, audited } = await rolesIn(t, await makeDatabase(t))
      // As many bytes as user names can have.
      const urns = Array.from(
        { length: 200 },
        (_, i) => `urn:li:corpuser:${'\uffee'.repeat(251)}${String(i).padStart(4, '0')}`,
      )
      await ports.transactions.change(({ directory }) => {
        for (const urn of urns)
          directory.insertUser({
            urn,
            kind: 'USER',
            displayName: 'x',
            email: null,
            title: null,
            passwordHash: null,
            status: 'ACTIVE',
            createdAt: 1,
            createdBy: null,
            removedAt: null,
          })
      })
      await groups.addMembers(ADMINISTRATOR, DATA, urns)
      const acts = (await audited()).filter(({ action }) => action === 'group.add-members')
      t.strictSame(acts.flatMap(({ details }) => details.userUrns).toSorted(), urns.toSorted())
      t.match(await groups.get(ADMINISTRATOR, DATA), { memberCount: 200 })
    })

    t.test('where the audit trail cannot be written nothing changes', async (t) => {
      const { ports, rolesOf, groups, roles, serviceAccounts } = await rolesIn(t, await makeDatabase(t))
      const invite = await roles.getInvite(ADMINISTRATOR, ADMIN)
      const robot = await serviceAccounts.create(ADMINISTRATOR, { displayName: 'robot' })
      const broken = makeDirectory(withBrokenAudit(ports))
      const acts: (() => Promise<unknown>)[] = [
        () => broken.roles.assign(ADMINISTRATOR, ADMIN, [JANE]),
        () => broken.roles.accept(caller(JANE), invite),
        () => broken.roles.createInvite(ADMINISTRATOR, ADMIN),
        () => broken.groups.create(ADMINISTRATOR, { id: 'new', name: 'New' }),
        () => broken.groups.addMembers(ADMINISTRATOR, DATA, [JANE]),
        () => broken.groups.removeMembers(ADMINISTRATOR, DATA, [JANE]),
        () => broken.groups.remove(ADMINISTRATOR, DATA),
        () => broken.serviceAccounts.create(ADMINISTRATOR, { displayName: 'another' }),
        () => broken.serviceAccounts.remove(ADMINISTRATOR, robot.urn),
      ]
      for (const act of acts) await t.rejects(act(), { message: 'the audit trail cannot be written' })
      t.strictSame(await rolesOf(JANE), [])
      t.equal((await roles.getInvite(ADMINISTRATOR, ADMIN)).reveal(), invite.reveal())
      const all = { start: 0, count: 100, query: '' }
      t.match(await groups.list(ADMINISTRATOR, all), { total: 1, items: [{ urn: DATA, memberCount: 0 }] })
      t.match(await serviceAccounts.list(ADMINISTRATOR, all), { total: 1, items: [{ urn: robot.urn }] })
    })
  })
}
