import type { Test } from 'tap'
import type { Slice } from '../../src/app/ports/directory.ts'
import { DuplicateError } from '../../src/app/ports/transactions.ts'
import type { WritableDirectory } from '../helpers/fakes/directory.ts'
import { pages } from './pages.ts'
import { groupRecord, LONGEST_URN, userRecord } from './records.ts'

const ALL: Slice = { start: 0, count: 1_000, query: '' }
const NOW = 1_790_000_000_000
const ADMIN = 'urn:li:dataHubRole:Admin'
const READER = 'urn:li:dataHubRole:Reader'

const user = (id: string) => `urn:li:corpuser:${id}`
const group = (id: string) => `urn:li:corpGroup:${id}`

/** The part of the directory's contract that is about groups and roles. */
export function directoryMembersContract(t: Test, makeStore: (t: Test) => Promise<WritableDirectory>): void {
  async function storeWith(t: Test, users: readonly string[], groups: readonly string[]) {
    const store = await makeStore(t)
    for (const [i, id] of users.entries())
      await store.insertUser(userRecord({ urn: user(id), displayName: id, createdAt: i }))
    for (const [i, id] of groups.entries())
      await store.insertGroup(groupRecord({ urn: group(id), name: id, createdAt: i }))
    return store
  }

  t.test('a group is read back as written, and there is one of its URN', async (t) => {
    const store = await makeStore(t)
    const longest = LONGEST_URN.replace('corpuser', 'corpGroup')
    const groups = [
      groupRecord(),
      groupRecord({ urn: longest, origin: 'EXTERNAL', name: '🗝', description: 'two\nlines' }),
    ]
    for (const one of groups) await store.insertGroup(one)
    const empty = { roles: [], memberCount: 0 }
    for (const one of groups) t.strictSame(await store.findGroup(one.urn), { ...one, ...empty })
    t.equal(await store.findGroup(group('other')), undefined)
    await t.rejects(store.insertGroup(groupRecord({ name: 'another' })), DuplicateError)
    t.strictSame(await store.findGroup(groupRecord().urn), { ...groupRecord(), ...empty })
  })

  t.test('groups are listed newest first with their roles and how many are in them', async (t) => {
    const store = await storeWith(t, ['a', 'b'], ['Old', 'Data Platform', 'new_100%'])
    await store.addMembers(group('Old'), [user('a'), user('b')])
    await store.addMembers(group('new_100%'), [user('a')])
    await store.setRole([group('Old')], ADMIN)
    const listed = async (slice: Partial<Slice>) => {
      const { items, total } = await store.listGroups({ ...ALL, ...slice })
      return [total, ...items.map(({ name, roles, memberCount }) => [name, roles, memberCount])]
    }
    t.strictSame(await listed({}), [3, ['new_100%', [], 1], ['Data Platform', [], 0], ['Old', [ADMIN], 2]])
    t.strictSame(await listed({ start: 1, count: 1 }), [3, ['Data Platform', [], 0]])
    t.strictSame(await listed({ start: 3 }), [3])
    t.match(await store.findGroup(group('Old')), { roles: [ADMIN], memberCount: 2 })
    const paged = await pages((after) => store.pageGroups({ limit: 2, query: '', ...after }))
    t.strictSame(paged, [group('new_100%'), group('Data Platform'), group('Old')])
    t.match(await store.pageGroups({ limit: 2, query: 'OLD' }), [{ roles: [ADMIN], memberCount: 2 }])
    t.strictSame(await listed({ query: 'PLAT' }), [1, ['Data Platform', [], 0]])
    t.strictSame(await listed({ query: 'group:old' }), [1, ['Old', [ADMIN], 2]])
    t.strictSame(await listed({ query: '_1' }), [1, ['new_100%', [], 1]])
    t.strictSame(await listed({ query: '%' }), [1, ['new_100%', [], 1]])
  })

  t.test('members come and go, each once, and only who is there', async (t) => {
    const store = await storeWith(t, ['a', 'b', 'c', 'gone'], ['x', 'y'])
    await store.removeUser(user('gone'), NOW)
    await store.addMembers(group('x'), [user('a'), user('b'), user('a')])
    await store.addMembers(group('x'), [user('b'), user('c'), user('gone'), user('nobody')])
    await store.addMembers(group('y'), [user('a')])
    await store.addMembers(group('nowhere'), [user('a')])
    await store.addMembers(group('x'), [])
    const members = async (id: string, slice: Partial<Slice> = {}) => {
      const { items, total } = await store.listGroupMembers(group(id), { ...ALL, ...slice })
      return [total, ...items.map(({ displayName }) => displayName)]
    }
    t.strictSame(await members('x'), [3, 'c', 'b', 'a'])
    t.strictSame(await members('x', { start: 1, count: 1 }), [3, 'b'])
    t.strictSame(await members('x', { query: 'user:B' }), [1, 'b'])
    const paged = await pages((after) =>
      store.pageGroupMembers(group('x'), { limit: 2, query: '', ...after }),
    )
    t.strictSame(paged, [user('c'), user('b'), user('a')])
    t.match(await store.pageGroupMembers(group('x'), { limit: 2, query: 'R:A' }), [
      { groups: [group('x'), group('y')], roles: [] },
    ])
    t.match(await store.listGroups({ ...ALL, query: 'x' }), { items: [{ memberCount: 3 }] })
    t.match(await store.findActor(user('a')), { groups: [group('x'), group('y')] })
    t.match(await store.listUsers('USER', { ...ALL, query: 'r:a' }), {
      items: [{ groups: [group('x'), group('y')] }],
    })

    await store.removeMembers(group('x'), [user('a'), user('c'), user('nobody')])
    await store.removeMembers(group('x'), [])
    t.strictSame(await members('x'), [1, 'b'])
    t.strictSame(await members('y'), [1, 'a'], 'and of no other group')
    t.strictSame(await members('nowhere'), [0])
  })

  t.test('of many URNs those are told that are of somebody or something', async (t) => {
    const store = await storeWith(t, ['a', 'gone'], ['x'])
    await store.removeUser(user('gone'), NOW)
    const asked = [user('a'), user('gone'), user('nobody'), group('x'), group('nowhere')]
    t.strictSame([...(await store.findExisting(asked))].toSorted(), [group('x'), user('a')])
    t.equal((await store.findExisting([])).size, 0)
  })

  t.test('a URN too long to be kept makes nobody else a member', async (t) => {
    const cut = 'u'.repeat(1_024 - user('').length)
    const store = await storeWith(t, [], ['x'])
    await store.insertUser(userRecord({ urn: user(cut) }))
    // An error or nothing: never the user whose URN it begins with.
    await store.addMembers(group('x'), [user(`${cut}u`)]).catch(() => undefined)
    await store.setRole([user(`${cut}u`)], ADMIN).catch(() => undefined)
    t.match(await store.findActor(user(cut)), { groups: [], roles: [] })
  })

  t.test('a group that was removed gives nobody anything any more', async (t) => {
    const store = await storeWith(t, ['a'], ['x', 'y'])
    for (const id of ['x', 'y']) await store.addMembers(group(id), [user('a')])
    await store.setRole([group('x')], ADMIN)
    await store.setRole([group('y')], READER)
    t.equal(await store.removeGroup(group('x')), true)
    t.equal(await store.removeGroup(group('x')), false)
    t.match(await store.findActor(user('a')), { groups: [group('y')], roles: [READER] })
    t.strictSame(await store.countRoleMembers(), new Map([[READER, 1]]))
    t.equal(await store.findGroup(group('x')), undefined)
    await store.insertGroup(groupRecord({ urn: group('x') }))
    t.match(await store.listGroupMembers(group('x'), ALL), { total: 0 }, 'nor does its namesake')
  })

  t.test('single sign-on replaces the groups that it brought, and leaves the others', async (t) => {
    const store = await storeWith(t, ['a', 'b'], ['native'])
    for (const id of ['one', 'two', 'three'])
      await store.insertGroup(groupRecord({ urn: group(id), origin: 'EXTERNAL' }))
    await store.addMembers(group('native'), [user('a')])
    await store.setExternalGroups(user('a'), [group('one'), group('two'), group('one')])
    await store.setExternalGroups(user('b'), [group('one')])
    const groupsOf = async (id: string) => (await store.findActor(user(id)))?.groups.toSorted()
    t.strictSame(await groupsOf('a'), [group('native'), group('one'), group('two')])
    await store.setExternalGroups(user('a'), [group('two'), group('three'), group('native')])
    t.strictSame(await groupsOf('a'), [group('native'), group('three'), group('two')])
    await store.setExternalGroups(user('a'), [])
    t.strictSame(await groupsOf('a'), [group('native')])
    t.strictSame(await groupsOf('b'), [group('one')])
  })

  t.test('users and groups have one role of their own, the last that they were given', async (t) => {
    const store = await storeWith(t, ['a', 'b', 'c', 'gone'], ['x'])
    await store.removeUser(user('gone'), NOW)
    await store.addMembers(group('x'), [user('a')])
    await store.setRole([user('a'), user('b'), group('x'), user('b'), user('gone')], READER)
    await store.setRole([user('a')], ADMIN)
    await store.setRole([user('nobody')], ADMIN)
    await store.setRole([], ADMIN)
    const rolesOf = async (urn: string) => (await store.findActor(urn))?.roles.toSorted()
    t.strictSame(await rolesOf(user('a')), [ADMIN, READER], 'its own and its group’s')
    t.strictSame(await rolesOf(user('b')), [READER])
    t.strictSame(await rolesOf(user('c')), [])
    t.match(await store.listUsers('USER', { ...ALL, query: 'r:a' }), { items: [{ roles: [ADMIN] }] })
    t.strictSame(
      await store.countRoleMembers(),
      new Map([
        [ADMIN, 1],
        [READER, 2],
      ]),
    )
    t.strictSame(await store.listRoleMembers(READER, ALL), { total: 2, items: [group('x'), user('b')] })
    const own = new Map([
      [user('a'), [ADMIN]],
      [group('x'), [READER]],
    ])
    t.strictSame(await store.findRoles([user('a'), user('c'), group('x'), user('nobody')]), own)
    t.strictSame(await store.findRoles([]), new Map())
    const second = await store.listRoleMembers(READER, { ...ALL, start: 1, count: 1 })
    t.strictSame(second, { total: 2, items: [user('b')] })

    await store.setRole([user('a'), group('x')], null)
    t.strictSame(await rolesOf(user('a')), [])
    t.strictSame(await rolesOf(user('b')), [READER])
    t.strictSame(await store.listRoleMembers(ADMIN, ALL), { total: 0, items: [] })
  })

  t.test('a role that somebody has twice, by two groups and alone, is one role', async (t) => {
    const store = await storeWith(t, ['a'], ['x', 'y'])
    for (const id of ['x', 'y']) await store.addMembers(group(id), [user('a')])
    await store.setRole([user('a'), group('x'), group('y')], READER)
    t.strictSame((await store.findActor(user('a')))?.roles, [READER])
  })

  t.test('whoever gives somebody roles at the same time, one role is what comes of it', async (t) => {
    const store = await storeWith(t, ['a', 'b'], ['x'])
    const actors = [user('a'), user('b'), group('x')]
    for (let round = 0; round < 10; round++) {
      const given = [ADMIN, READER, 'urn:li:dataHubRole:Editor', READER, ADMIN].map((role, i) =>
        store.setRole(i % 2 === 0 ? actors : actors.toReversed(), role),
      )
      await Promise.all(given)
      const counts = await store.countRoleMembers()
      t.equal(
        [...counts.values()].reduce((a, b) => a + b, 0),
        3,
      )
      await store.setRole(actors, null)
    }
  })

  t.test('who is removed while being made a member or an admin is neither when coming back', async (t) => {
    const store = await storeWith(t, ['a'], ['x'])
    for (let round = 0; round < 10; round++) {
      await Promise.all([
        store.addMembers(group('x'), [user('a')]),
        store.setRole([user('a')], ADMIN),
        store.removeUser(user('a'), NOW),
        store.addMembers(group('x'), [user('a')]),
        store.setRole([user('a')], ADMIN),
      ])
      await store.replaceUser(userRecord({ urn: user('a') }))
      t.match(await store.findActor(user('a')), { groups: [], roles: [] })
    }
  })
}
