import type { Test } from 'tap'
import type { Slice } from '../../src/app/ports/directory.ts'
import { DuplicateError } from '../../src/app/ports/transactions.ts'
import type { WritableDirectory } from '../helpers/fakes/directory.ts'
import { directoryMembersContract } from './directory-members.contract.ts'
import { directoryPagesContract } from './directory-pages.contract.ts'
import { directorySecretsContract } from './directory-secrets.contract.ts'
import { pages } from './pages.ts'
import { ALIKE_URNS, idOf, LONGEST_URN, userRecord } from './records.ts'

const ALL: Slice = { start: 0, count: 1_000, query: '' }
const NOW = 1_790_000_000_000

/** What every directory must do; `makeStore` gives an empty one that ends with the test. */
export function directoryStoreContract(t: Test, makeStore: (t: Test) => Promise<WritableDirectory>): void {
  t.test('a user is read back as written, with everything or with nothing', async (t) => {
    const store = await makeStore(t)
    const users = [
      userRecord(),
      userRecord({
        urn: LONGEST_URN,
        kind: 'SERVICE_ACCOUNT',
        status: 'SUSPENDED',
        displayName: ' 🗝 ',
        email: `${'ü'.repeat(309)}@a.example`,
        title: 'x'.repeat(500),
        passwordHash: null,
        createdAt: 0,
        createdBy: LONGEST_URN,
        removedAt: Number.MAX_SAFE_INTEGER,
      }),
    ]
    for (const user of users) await store.insertUser(user)
    for (const user of users) t.strictSame(await store.findUser(user.urn), user)
    t.equal(await store.findUser('urn:li:corpuser:bob'), undefined)
  })

  t.test('users whose names look alike share nothing', async (t) => {
    const store = await makeStore(t)
    const users = ALIKE_URNS.map((urn, i) => userRecord({ urn, passwordHash: `$argon2id$${i}` }))
    for (const user of users) await store.insertUser(user)
    for (const user of users) t.strictSame(await store.findUser(user.urn), user, JSON.stringify(user.urn))
    const [urn = '', ...others] = ALIKE_URNS
    await store.setStatus(urn, 'SUSPENDED')
    await store.setRole([urn], 'urn:li:dataHubRole:Admin')
    for (const other of others) t.match(await store.findActor(other), { status: 'ACTIVE', roles: [] }, other)
    await t.rejects(store.insertUser(userRecord({ urn: 'urn:li:corpuser:\udfff' })), TypeError)
  })

  t.test('a second user with the same URN is refused, also where the first was removed', async (t) => {
    const store = await makeStore(t)
    await store.insertUser(userRecord())
    await t.rejects(store.insertUser(userRecord({ displayName: 'Mallory' })), DuplicateError)
    t.strictSame(await store.findUser(userRecord().urn), userRecord())
    await store.removeUser(userRecord().urn, NOW)
    await t.rejects(store.insertUser(userRecord({ displayName: 'Mallory' })), DuplicateError)
    t.match(await store.findUser(userRecord().urn), { displayName: 'Alice', removedAt: NOW })
  })

  t.test('of those who sign up under one name at the same time, one does', async (t) => {
    const store = await makeStore(t)
    const attempts = Array.from({ length: 10 }, (_, i) =>
      store.insertUser(userRecord({ displayName: `${i}` })),
    )
    const outcomes = await Promise.allSettled(attempts)
    t.equal(outcomes.filter(({ status }) => status === 'fulfilled').length, 1)
    for (const outcome of outcomes) if (outcome.status === 'rejected') t.type(outcome.reason, DuplicateError)
  })

  t.test(
    'a removed user can be one again, with the birth of before, and nobody else is overwritten',
    async (t) => {
      const store = await makeStore(t)
      await store.insertUser(userRecord())
      await store.removeUser(userRecord().urn, NOW)
      const replaced = userRecord({
        displayName: 'A.',
        email: 'a@b.example',
        passwordHash: null,
        createdAt: 7,
      })
      t.equal(await store.replaceUser(replaced), true)
      const now = { ...replaced, createdAt: userRecord().createdAt }
      t.strictSame(await store.findUser(replaced.urn), now)
      t.match(await store.listUsers('USER', ALL), { total: 1 })
      t.equal(await store.replaceUser(userRecord()), false, 'who was not removed is not overwritten')
      t.strictSame(await store.findUser(replaced.urn), now)
      t.equal(await store.replaceUser(userRecord({ urn: 'urn:li:corpuser:bob' })), false)
      t.equal(await store.findUser('urn:li:corpuser:bob'), undefined, 'who is not there is not made')
    },
  )

  t.test('of a profile that changes, what is not named stays', async (t) => {
    const store = await makeStore(t)
    const user = userRecord({ email: 'a@b.example', title: 'Engineer' })
    await store.insertUser(user)
    t.equal(await store.updateProfile(user.urn, { displayName: 'A. B.' }), true)
    t.strictSame(await store.findUser(user.urn), { ...user, displayName: 'A. B.' })
    t.equal(await store.updateProfile(user.urn, { email: null, title: 'Chief' }), true)
    const changed = { ...user, displayName: 'A. B.', email: null, title: 'Chief' }
    t.strictSame(await store.findUser(user.urn), changed)
    t.equal(await store.updateProfile(user.urn, { title: 'Chief' }), true, 'also where it is so already')
    t.equal(await store.updateProfile(user.urn, {}), true, 'or where nothing is named')
    t.strictSame(await store.findUser(user.urn), changed)
    t.equal(await store.updateProfile('urn:li:corpuser:bob', { title: 'x' }), false)
    await store.removeUser(user.urn, NOW)
    t.equal(await store.updateProfile(user.urn, { title: 'x' }), false)
    t.equal(await store.updateProfile(user.urn, {}), false)
  })

  t.test('a new password changes nothing else, and nobody who was removed gets one', async (t) => {
    const store = await makeStore(t)
    const suspended = userRecord({ status: 'SUSPENDED' })
    await store.insertUser(suspended)
    t.equal(await store.setPassword(suspended.urn, '$argon2id$new'), true)
    t.equal(await store.setPassword(suspended.urn, '$argon2id$new'), true, 'the same one is set too')
    t.strictSame(await store.findUser(suspended.urn), { ...suspended, passwordHash: '$argon2id$new' })
    t.equal(await store.setPassword(suspended.urn, null), true)
    t.equal(await store.setPassword('urn:li:corpuser:bob', 'x'), false)
    await store.removeUser(suspended.urn, NOW)
    t.equal(await store.setPassword(suspended.urn, '$argon2id$new'), false)
    t.match(await store.findUser(suspended.urn), { passwordHash: null })
  })

  t.test('a password is held where it is the one, of somebody who is active', async (t) => {
    const store = await makeStore(t)
    const { urn, passwordHash } = userRecord({ passwordHash: '$argon2id$a' })
    await store.insertUser(userRecord({ passwordHash }))
    t.equal(await store.holdPassword(urn, '$argon2id$a'), true)
    t.equal(await store.holdPassword(urn, '$argon2id$A'), false)
    t.equal(await store.holdPassword('urn:li:corpuser:bob', '$argon2id$a'), false)
    await store.setStatus(urn, 'SUSPENDED')
    t.equal(await store.holdPassword(urn, '$argon2id$a'), false)
    await store.setStatus(urn, 'ACTIVE')
    await store.setPassword(urn, null)
    t.equal(await store.holdPassword(urn, '$argon2id$a'), false)
    await store.setPassword(urn, '$argon2id$a')
    await store.removeUser(urn, NOW)
    t.equal(await store.holdPassword(urn, '$argon2id$a'), false)
  })

  t.test('a status is set once, and for nobody who is not there', async (t) => {
    const store = await makeStore(t)
    const { urn } = userRecord()
    await store.insertUser(userRecord())
    t.equal(await store.setStatus(urn, 'ACTIVE'), false)
    t.equal(await store.setStatus(urn, 'SUSPENDED'), true)
    t.equal(await store.setStatus(urn, 'SUSPENDED'), false)
    t.match(await store.findActor(urn), { status: 'SUSPENDED' })
    t.equal(await store.setStatus(urn, 'ACTIVE'), true)
    t.equal(await store.setStatus('urn:li:corpuser:bob', 'SUSPENDED'), false)
    await store.removeUser(urn, NOW)
    t.equal(await store.setStatus(urn, 'SUSPENDED'), false)
  })

  t.test('of those who suspend somebody at the same time, one did it', async (t) => {
    const store = await makeStore(t)
    await store.insertUser(userRecord())
    const done = await Promise.all(
      Array.from({ length: 10 }, () => store.setStatus(userRecord().urn, 'SUSPENDED')),
    )
    t.equal(done.filter(Boolean).length, 1)
  })

  t.test('users are listed newest first, in slices, by kind, and how many there are', async (t) => {
    const store = await makeStore(t)
    // Three of each millisecond, so that slices end inside one.
    const users = Array.from({ length: 10 }, (_, i) =>
      userRecord({ urn: `urn:li:corpuser:user-${i}`, createdAt: 1_000 + Math.floor(i / 3) }),
    )
    for (const user of users) await store.insertUser(user)
    const robot = userRecord({ urn: 'urn:li:corpuser:robot', kind: 'SERVICE_ACCOUNT' })
    await store.insertUser(robot)
    const expected = ['9', '8', '7', '6', '5', '4', '3', '2', '1', '0'].map(
      (n) => `urn:li:corpuser:user-${n}`,
    )
    const page = async (start: number, count: number) => {
      const { items, total } = await store.listUsers('USER', { start, count, query: '' })
      t.equal(total, 10)
      return items.map(({ urn }) => urn)
    }
    t.strictSame(await page(0, 100), expected)
    t.strictSame([...(await page(0, 4)), ...(await page(4, 4)), ...(await page(8, 4))], expected)
    t.strictSame(await page(10, 4), [])
    t.strictSame(await pages((after) => store.pageUsers('USER', { limit: 4, query: '', ...after })), expected)
    const some = await pages((after) => store.pageUsers('USER', { limit: 1, query: 'R-1', ...after }))
    t.strictSame(some, ['urn:li:corpuser:user-1'])
    t.strictSame(await page(0, 0), [])
    const listed = { ...robot, groups: [], roles: [] }
    t.strictSame(await store.listUsers('SERVICE_ACCOUNT', ALL), { total: 1, items: [listed] })
    t.strictSame(await store.pageUsers('SERVICE_ACCOUNT', { limit: 4, query: '' }), [listed])
    t.strictSame(await store.findMember(robot.urn), listed)
    t.equal(await store.findMember('urn:li:corpuser:nobody'), undefined)
  })

  t.test('a search finds names, e-mail addresses and URNs, in whatever case', async (t) => {
    const store = await makeStore(t)
    const named = {
      jane: { displayName: 'Jane Doe', email: null },
      jdoe: { displayName: 'J.', email: 'Jane@Example.org' },
      joe: { displayName: 'Joe', email: null },
      uemit: { displayName: 'ÜMİT Älter', email: null },
      weiß: { displayName: 'Weiss', email: null },
    }
    for (const [id, fields] of Object.entries(named))
      await store.insertUser(userRecord({ urn: `urn:li:corpuser:${id}`, ...fields }))
    const found = async (query: string) => {
      const { items, total } = await store.listUsers('USER', { start: 0, count: 100, query })
      t.equal(total, items.length)
      return items.map(({ urn }) => urn.replace('urn:li:corpuser:', '')).toSorted()
    }
    t.strictSame(await found('jane'), ['jane', 'jdoe'])
    t.strictSame(await found('JANE'), ['jane', 'jdoe'])
    t.strictSame(await found('E@EX'), ['jdoe'])
    t.strictSame(await found('corpuser:JO'), ['joe'])
    t.strictSame(await found('ÄLTER'), ['uemit'])
    t.strictSame(await found('älter'), ['uemit'])
    t.strictSame(await found('Weiß'), ['weiß'])
    t.strictSame(await found('nobody'), [])
    t.strictSame(await found(' jane'), [], 'blanks count')
    t.equal((await found('')).length, 5)
    t.strictSame(await found('*'), await found(''), 'as DataHub’s page asks for all')
  })

  t.test('what LIKE takes for a pattern is text in a search', async (t) => {
    const store = await makeStore(t)
    const names = ['100%', '100x', 'a_b', 'axb', 'wow!', 'back\\slash', "o'neil", '[ab]', '"quoted"']
    for (const [i, displayName] of names.entries())
      await store.insertUser(userRecord({ urn: `urn:li:corpuser:${i}`, displayName }))
    const found = async (query: string) => {
      const { items } = await store.listUsers('USER', { start: 0, count: 100, query })
      return items.map(({ displayName }) => displayName)
    }
    t.strictSame(await found('0%'), ['100%'])
    t.strictSame(await found('A_B'), ['a_b'])
    t.strictSame(await found('w!'), ['wow!'])
    t.strictSame(await found('k\\s'), ['back\\slash'])
    t.strictSame(await found("o'n"), ["o'neil"])
    t.strictSame(await found('[ab'), ['[ab]'])
    t.strictSame(await found('"q'), ['"quoted"'])
    t.strictSame(await found('%'), ['100%'])
    t.strictSame(await found('_'), ['a_b'])
    t.strictSame(await found('!'), ['wow!'])
    t.strictSame(await found("' OR 1=1 --"), [])
  })

  t.test('who was removed is in no list, has nothing, and nobody else loses anything', async (t) => {
    const store = await makeStore(t)
    const { urn } = userRecord()
    const bob = 'urn:li:corpuser:bob'
    const group = 'urn:li:corpGroup:admins'
    for (const one of [urn, bob]) await store.insertUser(userRecord({ urn: one }))
    await store.insertGroup({ urn: group, name: 'A', description: null, origin: 'NATIVE', createdAt: 1 })
    await store.addMembers(group, [urn, bob])
    await store.setRole([urn, bob], 'urn:li:dataHubRole:Admin')
    for (const userUrn of [urn, bob])
      await store.replaceReset({ userUrn, digest: idOf(userUrn), expiresAt: NOW + 1 })

    t.equal(await store.removeUser(urn, NOW), true)
    t.strictSame(await store.findUser(urn), userRecord({ removedAt: NOW, passwordHash: null }))
    t.equal(await store.findActor(urn), undefined)
    t.equal(await store.findMember(urn), undefined)
    t.strictSame(await store.pageUsers('USER', { limit: 9, query: urn }), [])
    t.match(await store.listUsers('USER', ALL), { total: 1, items: [{ urn: bob, groups: [group] }] })
    t.match(await store.listGroupMembers(group, ALL), { total: 1, items: [{ urn: bob }] })
    t.match(await store.listGroups(ALL), { items: [{ memberCount: 1 }] })
    t.strictSame(await store.listRoleMembers('urn:li:dataHubRole:Admin', ALL), { total: 1, items: [bob] })
    t.equal(await store.findReset(idOf(urn), NOW), undefined)
    t.strictSame(await store.findReset(idOf(bob), NOW), { userUrn: bob })

    t.equal(await store.removeUser(urn, NOW + 1), false, 'once')
    t.equal((await store.findUser(urn))?.removedAt, NOW)
    t.equal(await store.removeUser('urn:li:corpuser:nobody', NOW), false)
    await store.replaceUser(userRecord())
    t.match(await store.findActor(urn), { groups: [], roles: [] }, 'who comes back begins anew')
  })

  t.test('an actor is what decides what it may do: kind, status, groups, roles', async (t) => {
    const store = await makeStore(t)
    const robot = userRecord({ kind: 'SERVICE_ACCOUNT', status: 'SUSPENDED' })
    await store.insertUser(robot)
    t.strictSame(await store.findActor(robot.urn), {
      urn: robot.urn,
      kind: 'SERVICE_ACCOUNT',
      status: 'SUSPENDED',
      groups: [],
      roles: [],
      sessionsSince: 0,
    })
    t.equal(await store.findActor('urn:li:corpuser:nobody'), undefined)
    await t.rejects(store.findActor('urn:li:corpuser:\ud800'), TypeError)
  })

  directoryMembersContract(t, makeStore)
  directoryPagesContract(t, makeStore)
  directorySecretsContract(t, makeStore)
}
