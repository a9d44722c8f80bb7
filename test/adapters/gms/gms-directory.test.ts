import t from 'tap'
import { type DirectoryGms, gmsUser, startDirectoryGms } from '../../helpers/directory-gms.ts'
import { directoryAt, GROUP_LIFE_MS } from './directory-world.ts'

const ALICE = 'urn:li:corpuser:alice'
const GROUP_A = 'urn:li:corpGroup:a'
const GROUP_B = 'urn:li:corpGroup:b'
const ADMIN = 'urn:li:dataHubRole:Admin'
const EDITOR = 'urn:li:dataHubRole:Editor'
const READER = 'urn:li:dataHubRole:Reader'

t.test('groups count from both memberships, roles from the user and from every group', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.entities.set(
    ...gmsUser(ALICE, {
      groupMembership: { groups: [GROUP_A, 'urn:li:corpGroup:c'] },
      nativeGroupMembership: { nativeGroups: [GROUP_B, GROUP_A] },
      roleMembership: { roles: [READER] },
    }),
  )
  gms.entities.set(GROUP_A, { roleMembership: { roles: [EDITOR, READER] } })
  gms.entities.set(GROUP_B, { roleMembership: { roles: [ADMIN] } })
  const actor = await directoryAt(t, gms.url).load(ALICE)
  t.strictSame(
    { ...actor, groups: actor?.groups.toSorted(), roles: actor?.roles.toSorted() },
    {
      urn: ALICE,
      kind: 'USER',
      status: 'ACTIVE',
      groups: [GROUP_A, GROUP_B, 'urn:li:corpGroup:c'],
      roles: [ADMIN, EDITOR, READER],
      sessionsSince: 0,
    },
  )
  t.equal(gms.reads.length, 2, 'in two requests')
})

t.test('who is in no group costs one request', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.entities.set(...gmsUser(ALICE))
  t.match(await directoryAt(t, gms.url).load(ALICE), { groups: [], roles: [] })
  t.equal(gms.reads.length, 1)
})

// What DataHub says of somebody, and what it makes of them.
const PEOPLE: [string, Record<string, object> | undefined, string, string?][] = [
  ['whom DataHub does not know', undefined, 'UNKNOWN'],
  ['of whom there is nothing but a role', { corpUserKey: {}, roleMembership: { roles: [ADMIN] } }, 'UNKNOWN'],
  ['active', gmsUser(ALICE)[1], 'ACTIVE'],
  ['who came by ingestion and has no status', { corpUserKey: {}, corpUserInfo: { active: true } }, 'ACTIVE'],
  ['provisioned, without a name', { corpUserKey: {}, corpUserStatus: { status: 'PROVISIONED' } }, 'ACTIVE'],
  [
    'whom ingestion calls inactive, which DataHub does not mind',
    { corpUserKey: {}, corpUserInfo: { active: false } },
    'ACTIVE',
  ],
  ['suspended', gmsUser(ALICE, { corpUserStatus: { status: 'SUSPENDED' } })[1], 'SUSPENDED'],
  ['removed', gmsUser(ALICE, { status: { removed: true } })[1], 'REMOVED'],
  ['brought back', gmsUser(ALICE, { status: { removed: false } })[1], 'ACTIVE'],
  [
    'a service account of DataHub’s',
    gmsUser(ALICE, { subTypes: { typeNames: ['SERVICE_ACCOUNT'] } })[1],
    'ACTIVE',
    'SERVICE_ACCOUNT',
  ],
]

t.test('DataHub’s own rule decides who is there', async (t) => {
  for (const [who, aspects, state, kind = 'USER'] of PEOPLE) {
    const gms = await startDirectoryGms(t)
    if (aspects !== undefined) gms.entities.set(ALICE, aspects as never)
    const { load, stateOf } = directoryAt(t, gms.url)
    const isThere = state === 'ACTIVE' || state === 'SUSPENDED'
    const actor = await load(ALICE)
    t.equal(actor?.status, isThere ? state : undefined, who)
    t.equal(actor?.kind, isThere ? kind : undefined, who)
    t.equal(await stateOf(ALICE), state, who)
  }
})

/** `users` users, each in the same groups, who are all asked for at once. */
async function crowd(gms: DirectoryGms, users: number, groups: string[]): Promise<string[]> {
  const urns = Array.from({ length: users }, (_, i) => `urn:li:corpuser:user-${i}`)
  for (const urn of urns) gms.entities.set(...gmsUser(urn, { groupMembership: { groups } }))
  return urns
}

t.test('a group is asked for once by all who need it, and again when that is old', async (t) => {
  const gms = await startDirectoryGms(t)
  const urns = await crowd(gms, 50, [GROUP_A, GROUP_B])
  gms.entities.set(GROUP_A, { roleMembership: { roles: [READER] } })
  const { load, clock } = directoryAt(t, gms.url)
  const groupReads = () => gms.reads.filter((read) => read.includes('corpGroup')).length
  for (const actor of await Promise.all(urns.map((urn) => load(urn)))) t.strictSame(actor?.roles, [READER])
  t.equal(groupReads(), 1)
  gms.entities.set(GROUP_A, { roleMembership: { roles: [ADMIN] } })
  clock.advance(GROUP_LIFE_MS - 1)
  t.strictSame((await load(ALICE))?.roles, undefined)
  t.strictSame((await load(urns[0] ?? ''))?.roles, [READER])
  clock.advance(1)
  t.strictSame((await load(urns[0] ?? ''))?.roles, [ADMIN])
  t.equal(groupReads(), 2)
})

t.test('a failed read of groups is not remembered', async (t) => {
  const gms = await startDirectoryGms(t)
  const [urn = ''] = await crowd(gms, 1, [GROUP_A])
  gms.entities.set(GROUP_A, { roleMembership: { roles: [READER] } })
  const { load } = directoryAt(t, gms.url)
  gms.interfere = ({ url = '' }, response) => {
    if (!url.includes('corpGroup')) return false
    response.writeHead(500).end()
    return true
  }
  await t.rejects(load(urn), { code: 'DIRECTORY_UNAVAILABLE' })
  gms.interfere = () => false
  t.strictSame((await load(urn))?.roles, [READER])
})

t.test('a user of very many groups is read in requests that Jetty takes', async (t) => {
  const gms = await startDirectoryGms(t)
  const groups = Array.from({ length: 1_000 }, (_, i) => `urn:li:corpGroup:department (${i}), größe`)
  const [urn = ''] = await crowd(gms, 1, groups)
  for (const [i, group] of groups.entries())
    gms.entities.set(group, { roleMembership: { roles: [`urn:li:dataHubRole:${i}`] } })
  const actor = await directoryAt(t, gms.url).load(urn)
  t.equal(actor?.groups.length, 1_000)
  t.equal(actor?.roles.length, 1_000)
  for (const read of gms.reads) if (read.length > 7_000) t.fail(`a target of ${read.length} bytes`)
  t.ok(gms.reads.length > 10)
})

t.test('names that have a meaning in Rest.li or in a URL arrive as they are', async (t) => {
  const gms = await startDirectoryGms(t)
  const { load } = directoryAt(t, gms.url)
  for (const name of [
    'a,b',
    'a(b)',
    "o'brien",
    'a:b',
    'a%2Cb',
    'a%',
    'a/b',
    'a&b=c#d?e',
    'a b',
    '!*~',
    'größe',
    '名前',
    '🦊',
    'List(a)',
    '../x',
  ]) {
    const urn = `urn:li:corpuser:${name}`
    gms.entities.set(...gmsUser(urn, { roleMembership: { roles: [`urn:li:dataHubRole:${name}`] } }))
    t.match(await load(urn), { urn, roles: [`urn:li:dataHubRole:${name}`] }, name)
  }
})

t.test('a URN that DataHub reads as another’s is nobody’s, and is not asked for', async (t) => {
  const gms = await startDirectoryGms(t)
  gms.entities.set(...gmsUser(ALICE))
  const { load, stateOf } = directoryAt(t, gms.url)
  for (const urn of [
    'urn:li:corpuser:(alice)',
    'urn:li:corpuser:((alice))',
    'urn:li:corpuser:(alice',
    'urn:li:corpuser:alice ',
    'urn:li:corpuser:alice\u00a0',
    'urn:li:corpuser:alice\n',
    'urn:li:corpuser:',
    'urn:li:corpuser:\ud800',
    'urn:li:corpGroup:a',
    'alice',
    '',
  ]) {
    t.equal(await load(urn), undefined, JSON.stringify(urn))
    t.equal(await stateOf(urn), 'UNKNOWN')
  }
  t.equal(gms.reads.length, 0)
})

t.test('a group that DataHub could not read keeps nobody from theirs', async (t) => {
  const gms = await startDirectoryGms(t)
  const [urn = ''] = await crowd(gms, 1, ['urn:li:corpGroup:(a', 'not a urn', '\ud800', GROUP_A])
  gms.entities.set(GROUP_A, { roleMembership: { roles: [READER] } })
  t.match(await directoryAt(t, gms.url).load(urn), { roles: [READER] })
})
