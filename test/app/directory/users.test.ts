import t, { type Test } from 'tap'
import { digestOfIds } from '../../../src/adapters/id-digest.ts'
import type { Database } from '../../../src/adapters/sql/connect.ts'
import { makeDirectory } from '../../../src/app/directory/make-directory.ts'
import { makeToken } from '../../helpers/fakes/tokens.ts'
import { DATABASES } from '../../store/databases.ts'
import { idOf } from '../../store/records.ts'
import { ADMINISTRATOR, directoryWorld, withBrokenAudit } from './world.ts'

const JANE = 'urn:li:corpuser:jane'

/** Jane, with a session and a token, and a token of hers for a robot. */
async function janeIn(t: Test, database: Database) {
  const world = directoryWorld(database)
  const { ports } = world
  const directory = makeDirectory(ports)
  await directory.users.create(ADMINISTRATOR, { username: 'jane' })
  const { record } = makeToken({ actorId: 'jane' })
  const ofRobot = makeToken({ actorId: 'service_x' }, { ownerUrn: JANE }).record
  const session = { id: idOf('session'), actorUrn: JANE, createdAt: 1, expiresAt: 9_000_000_000_000 }
  await ports.transactions.change(({ tokens, sessions }) => {
    tokens.insert(record)
    tokens.insert(ofRobot)
    sessions.insert(session)
  })
  const { find } = ports.actors
  t.match(await find(JANE), { status: 'ACTIVE' })
  return {
    ...world,
    ...directory,
    isSignedIn: async () => (await world.sessions.find(session.id)) !== undefined,
    janes: record,
    isRevoked: async (id = record.id) => (await world.tokens.find(id))?.revokedAt !== null,
    ofRobot,
    find,
  }
}

for (const [name, makeDatabase] of DATABASES) {
  t.test(`users in ${name}`, async (t) => {
    t.test('suspending ends sessions, keeps tokens, and is known here at once', async (t) => {
      const { users, find, isSignedIn, isRevoked, audited } = await janeIn(t, await makeDatabase(t))
      await users.setStatus(ADMINISTRATOR, JANE, 'SUSPENDED')
      t.match(await find(JANE), { status: 'SUSPENDED' })
      t.equal(await isSignedIn(), false)
      t.equal(await isRevoked(), false)
      await users.setStatus(ADMINISTRATOR, JANE, 'SUSPENDED')
      await users.setStatus(ADMINISTRATOR, JANE, 'ACTIVE')
      t.match(await find(JANE), { status: 'ACTIVE' })
      t.equal(await isSignedIn(), false)
      const actions = (await audited()).map(({ action, subject }) => [action, subject])
      t.strictSame(actions, [
        ['user.create', JANE],
        ['user.suspend', JANE],
        ['user.reactivate', JANE],
      ])
    })

    t.test(
      'a session that began while its user was being suspended does not come back to life',
      async (t) => {
        const { users, ports, isSignedIn } = await janeIn(t, await makeDatabase(t))
        await users.setStatus(ADMINISTRATOR, JANE, 'SUSPENDED')
        const late = { id: idOf('session'), actorUrn: JANE, createdAt: 2, expiresAt: 9_000_000_000_000 }
        await ports.transactions.change(({ sessions }) => sessions.insert(late))
        await users.setStatus(ADMINISTRATOR, JANE, 'ACTIVE')
        t.equal(await isSignedIn(), false)
      },
    )

    t.test('removing revokes what acts as the user, and nothing that others act by', async (t) => {
      const { users, find, isSignedIn, isRevoked, janes, ofRobot, forgotten, audited } = await janeIn(
        t,
        await makeDatabase(t),
      )
      await users.remove(ADMINISTRATOR, JANE)
      t.equal(await find(JANE), undefined)
      t.equal(await isSignedIn(), false)
      t.equal(await isRevoked(), true)
      t.equal(await isRevoked(ofRobot.id), false)
      t.equal(forgotten(), 1)
      const revoked = { count: 1, digest: digestOfIds([janes.id]) }
      t.match((await audited()).at(-1), { action: 'user.remove', subject: JANE, details: { revoked } })
      await t.rejects(users.remove(ADMINISTRATOR, JANE), { code: 'NOT_FOUND' })
      await t.rejects(users.setStatus(ADMINISTRATOR, JANE, 'ACTIVE'), { code: 'NOT_FOUND' })
    })

    t.test('what was made for a user who was being removed does not come back with their name', async (t) => {
      const { users, ports, isRevoked, sessions, tokens, find } = await janeIn(t, await makeDatabase(t))
      await users.remove(ADMINISTRATOR, JANE)
      const late = makeToken({ actorId: 'jane' }).record
      const session = { id: idOf('late'), actorUrn: JANE, createdAt: 2, expiresAt: 9_000_000_000_000 }
      await ports.transactions.change((writes) => {
        writes.tokens.insert(late)
        writes.sessions.insert(session)
      })
      t.equal(await find(JANE), undefined)
      const anew = await users.create(ADMINISTRATOR, { username: 'jane', displayName: 'Another Jane' })
      t.match(anew, { displayName: 'Another Jane', status: 'ACTIVE', groups: [], roles: [] })
      t.equal(await isRevoked(), true)
      t.not((await tokens.find(late.id))?.revokedAt, null)
      t.equal(await sessions.find(session.id), undefined)
      t.match(await find(JANE), { status: 'ACTIVE' }, 'and is known here at once')
    })

    t.test('of several who make one user, or remove one, one does', async (t) => {
      const { users, audited } = await janeIn(t, await makeDatabase(t))
      const times = async (work: () => Promise<unknown>) => {
        const all = await Promise.allSettled(Array.from({ length: 5 }, work))
        const codes = all.map((one) => (one.status === 'rejected' ? one.reason.code : 'done'))
        return codes.toSorted()
      }
      const create = () => users.create(ADMINISTRATOR, { username: 'new' })
      const once = (code: string) => [code, code, code, code, 'done']
      t.strictSame(await times(create), once('CONFLICT'))
      t.strictSame(await times(() => users.remove(ADMINISTRATOR, 'urn:li:corpuser:new')), once('NOT_FOUND'))
      t.strictSame(await times(create), once('CONFLICT'), 'made anew')
      const ofNew = (await audited()).filter(({ subject }) => subject === 'urn:li:corpuser:new')
      t.strictSame(
        ofNew.map(({ action, details }) => [action, details]),
        [
          ['user.create', { anew: false }],
          ['user.remove', { revoked: { count: 0, digest: digestOfIds([]) } }],
          ['user.create', { anew: true }],
        ],
      )
    })

    t.test('where the audit trail cannot be written nothing changes', async (t) => {
      const { ports, users, isSignedIn, isRevoked, find, audited } = await janeIn(t, await makeDatabase(t))
      const before = [await users.get(ADMINISTRATOR, JANE), await audited()]
      const broken = makeDirectory(withBrokenAudit(ports)).users
      const acts: (() => Promise<unknown>)[] = [
        () => broken.setStatus(ADMINISTRATOR, JANE, 'SUSPENDED'),
        () => broken.update(ADMINISTRATOR, JANE, { title: 'Director' }),
        () => broken.remove(ADMINISTRATOR, JANE),
        () => broken.create(ADMINISTRATOR, { username: 'new' }),
        () => broken.createResetToken(ADMINISTRATOR, JANE),
      ]
      for (const act of acts) await t.rejects(act(), { message: 'the audit trail cannot be written' })
      t.strictSame([await users.get(ADMINISTRATOR, JANE), await audited()], before)
      t.strictSame([await isSignedIn(), await isRevoked()], [true, false])
      t.match(await find(JANE), { status: 'ACTIVE' })
      t.equal(await ports.store.findUser('urn:li:corpuser:new'), undefined)
    })

    t.test('a newer reset token voids the one before, and what is kept of it is its digest', async (t) => {
      const { users, ports, audited } = await janeIn(t, await makeDatabase(t))
      const { store, digest, clock } = ports
      const first = (await users.createResetToken(ADMINISTRATOR, JANE)).token.reveal()
      const { token, expiresAt } = await users.createResetToken(ADMINISTRATOR, JANE)
      t.equal(expiresAt, clock.now() + 86_400_000)
      t.equal(await store.findReset(digest(first), clock.now()), undefined)
      t.strictSame(await store.findReset(digest(token.reveal()), clock.now()), { userUrn: JANE })
      const remembered = JSON.stringify(await audited())
      t.notOk([first, token.reveal(), digest(token.reveal())].some((secret) => remembered.includes(secret)))
    })

    t.test('who may have a reset token is said of each user, by the rule that gives them', async (t) => {
      const { users, groups, ports } = await janeIn(t, await makeDatabase(t))
      const jane = await ports.store.findUser(JANE)
      const others = {
        'urn:li:corpuser:sso': { createdBy: null, passwordHash: null },
        'urn:li:corpuser:signed-up': { createdBy: null, passwordHash: '$argon2id$' },
        'urn:li:corpuser:datahub': { createdBy: null, passwordHash: '$argon2id$' },
        'urn:li:corpuser:service_0d4c9a5e-2f8e-4f0c-9d58-0a7b6a1c2d3e': { kind: 'SERVICE_ACCOUNT' },
      }
      const { urn: group } = await groups.create(ADMINISTRATOR, { name: 'everybody' })
      await ports.transactions.change(({ directory }) => {
        for (const [urn, changes] of Object.entries(others))
          directory.insertUser({ ...jane, urn, ...changes } as never)
        directory.addMembers(group, [JANE, ...Object.keys(others)])
      })
      const slice = { start: 0, count: 20, query: '' }
      const said = await groups.listMembers(ADMINISTRATOR, group, slice)
      const asked = await Promise.all(
        said.items.map(async ({ urn }) => {
          const given = await users.createResetToken(ADMINISTRATOR, urn).catch(() => undefined)
          return [urn, given !== undefined]
        }),
      )
      t.strictSame(
        said.items.map(({ urn, resettable }) => [urn, resettable]),
        asked,
      )
      t.strictSame(
        asked
          .filter(([, given]) => given)
          .map(([urn]) => urn)
          .sort(),
        [JANE, 'urn:li:corpuser:signed-up'],
      )
    })

    t.test('who signs in elsewhere has no password to reset here', async (t) => {
      const { users, ports } = await janeIn(t, await makeDatabase(t))
      const user = await ports.store.findUser(JANE)
      const sso = { ...user, urn: 'urn:li:corpuser:sso', createdBy: null }
      await ports.transactions.change(({ directory }) => directory.insertUser(sso as never))
      await t.rejects(users.createResetToken(ADMINISTRATOR, sso.urn), {
        code: 'CONFLICT',
        detail: /single sign-on/,
      })
    })
  })
}
