import type { Test } from 'tap'
import type { DirectoryPage } from '../../src/app/ports/directory.ts'
import type { WritableDirectory } from '../helpers/fakes/directory.ts'
import { groupRecord, userRecord } from './records.ts'

const NOW = 1_790_000_000_000
const ADMIN = 'urn:li:dataHubRole:Admin'

const user = (id: string) => `urn:li:corpuser:${id}`
const group = (id: string) => `urn:li:corpGroup:${id}`

interface Position {
  urn: string
  createdAt: number
}

/** The part of the directory's contract that is about pages by cursor, and about looking at one or some. */
export function directoryPagesContract(t: Test, makeStore: (t: Test) => Promise<WritableDirectory>): void {
  /** URNs of a list as its pages give them. */
  async function through<Row extends Position>(
    read: (page: DirectoryPage) => Promise<Row[]>,
    limit: number,
    query = '',
  ): Promise<string[]> {
    const urns: string[] = []
    for (let page = await read({ limit, query }); ; ) {
      urns.push(...page.map(({ urn }) => urn.replace(/^urn:li:corp(user|Group):/, '')))
      const last = page.at(-1)
      if (last === undefined) return urns
      page = await read({ limit, query, after: { createdAt: last.createdAt, urn: last.urn } })
    }
  }

  t.test('pages give each user once, newest first, also those made in one millisecond', async (t) => {
    const store = await makeStore(t)
    const made = { a: 1, b: 3, c: 3, d: 3, e: 2, é: 3, E: 3 }
    for (const [id, createdAt] of Object.entries(made))
      await store.insertUser(userRecord({ urn: user(id), createdAt, displayName: id }))
    await store.insertUser(userRecord({ urn: user('robot'), kind: 'SERVICE_ACCOUNT', createdAt: 3 }))
    await store.insertUser(userRecord({ urn: user('gone'), createdAt: 3 }))
    await store.removeUser(user('gone'), NOW)
    const newestFirst = ['é', 'd', 'c', 'b', 'E', 'e', 'a']
    for (const limit of [1, 2, 3, 7, 8])
      t.strictSame(await through((page) => store.pageUsers('USER', page), limit), newestFirst, `${limit}`)
    t.strictSame(await through((page) => store.pageUsers('SERVICE_ACCOUNT', page), 2), ['robot'])
    t.strictSame(await through((page) => store.pageUsers('USER', page), 1, 'R:E'), ['E', 'e'])
  })

  t.test('a page goes on where the one before ended, whatever has come and gone since', async (t) => {
    const store = await makeStore(t)
    for (const [i, id] of ['a', 'b', 'c', 'd'].entries())
      await store.insertUser(userRecord({ urn: user(id), createdAt: i }))
    const [first, second] = await store.pageUsers('USER', { limit: 2, query: '' })
    t.equal(first?.urn, user('d'))
    await store.insertUser(userRecord({ urn: user('e'), createdAt: 9 }))
    await store.removeUser(user('c'), NOW)
    const after = { createdAt: second?.createdAt ?? 0, urn: second?.urn ?? '' }
    t.match(await store.pageUsers('USER', { limit: 9, query: '', after }), [
      { urn: user('b') },
      { urn: user('a') },
    ])
  })

  t.test('pages of groups and of members are as their lists', async (t) => {
    const store = await makeStore(t)
    for (const [i, id] of ['a', 'b', 'c'].entries()) {
      await store.insertUser(userRecord({ urn: user(id), createdAt: i }))
      await store.insertGroup(groupRecord({ urn: group(id), name: id, createdAt: i }))
    }
    await store.addMembers(group('a'), [user('a'), user('c')])
    await store.setRole([group('a'), user('a')], ADMIN)
    t.strictSame(await through(store.pageGroups, 2), ['c', 'b', 'a'])
    t.strictSame(await through((page) => store.pageGroupMembers(group('a'), page), 1), ['c', 'a'])
    t.strictSame(await through((page) => store.pageGroupMembers(group('b'), page), 1), [])
    t.match(await store.pageGroups({ limit: 1, query: 'p:a' }), [{ roles: [ADMIN], memberCount: 2 }])
    const [member] = await store.pageGroupMembers(group('a'), { limit: 1, query: 'r:a' })
    t.match(member, { urn: user('a'), groups: [group('a')], roles: [ADMIN] })
    t.match(await store.findMember(user('a')), member, 'and one is looked at alone')
    t.equal(await store.findMember(user('nobody')), undefined)
  })

  t.test('pages of who has a role give each once, by their bytes', async (t) => {
    const store = await makeStore(t)
    for (const id of ['a', 'B', 'é', 'other'])
      await store.insertUser(userRecord({ urn: user(id), displayName: id }))
    await store.insertGroup(groupRecord({ urn: group('g') }))
    await store.setRole([user('a'), user('B'), user('é'), group('g')], ADMIN)
    const urns: string[] = []
    for (let page = await store.pageRoleMembers(ADMIN, { limit: 2 }); page.length > 0; ) {
      urns.push(...page)
      page = await store.pageRoleMembers(ADMIN, { limit: 2, after: page.at(-1) ?? '' })
    }
    t.strictSame(urns, [group('g'), user('B'), user('a'), user('é')])
    t.strictSame(await store.pageRoleMembers('urn:li:dataHubRole:Reader', { limit: 2 }), [])
  })

  t.test('of some URNs it is told which are in the directory, and what roles they have', async (t) => {
    const store = await makeStore(t)
    for (const id of ['a', 'gone']) await store.insertUser(userRecord({ urn: user(id) }))
    await store.insertGroup(groupRecord({ urn: group('g') }))
    await store.removeUser(user('gone'), NOW)
    await store.setRole([group('g')], ADMIN)
    const asked = [user('a'), user('A'), user('gone'), group('g'), group('a'), user('g')]
    t.strictSame(await store.findExisting(asked), new Set([user('a'), group('g')]))
    t.strictSame(await store.findExisting([]), new Set())
    t.strictSame(await store.findRoles([user('a'), group('g')]), new Map([[group('g'), [ADMIN]]]))
    t.strictSame(await store.findRoles([]), new Map())
  })

  t.test('of a profile only what is given changes', async (t) => {
    const store = await makeStore(t)
    const before = userRecord({ urn: user('a'), displayName: 'A', email: 'a@b.example', title: 'x' })
    await store.insertUser(before)
    t.equal(await store.updateProfile(user('a'), { email: null }), true)
    t.strictSame(await store.findUser(user('a')), { ...before, email: null })
    t.equal(await store.updateProfile(user('a'), { displayName: 'B', title: 'y' }), true)
    t.strictSame(await store.findUser(user('a')), { ...before, email: null, displayName: 'B', title: 'y' })
    t.equal(await store.updateProfile(user('nobody'), { title: 'y' }), false)
    await store.removeUser(user('a'), NOW)
    t.equal(await store.updateProfile(user('a'), { title: 'z' }), false)
  })

  t.test('only who was removed is made anew, and once', async (t) => {
    const store = await makeStore(t)
    await store.insertUser(userRecord({ urn: user('a'), displayName: 'A' }))
    t.equal(await store.replaceUser(userRecord({ urn: user('a'), displayName: 'B' })), false)
    t.match(await store.findUser(user('a')), { displayName: 'A' })
    await store.removeUser(user('a'), NOW)
    const anew = ['C', 'D'].map((displayName) =>
      store.replaceUser(userRecord({ urn: user('a'), displayName })),
    )
    t.strictSame((await Promise.all(anew)).toSorted(), [false, true])
    t.equal(await store.replaceUser(userRecord({ urn: user('nobody') })), false)
  })
}
