import t from 'tap'
import { openDatabase } from '../../src/adapters/sql/connect.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { parseDatabaseUrl } from '../../src/config/database-url.ts'
import { externalGroupUrn } from '../../src/domain/corp-group.ts'
import { Secret } from '../../src/domain/secret.ts'
import { administration } from '../helpers/administration.ts'

const DATA = '/admin/groups/urn%3Ali%3AcorpGroup%3Adata'
const ADMIN = 'urn:li:dataHubRole:Admin'
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/

t.test('an administrator makes groups, finds them, and removes them', async (t) => {
  const { ask, root, done } = await administration(t)
  const made = await ask(root, 'POST', '/admin/groups', {
    id: 'data',
    name: 'Data Platform',
    description: 'They keep\nthe platform',
  })
  t.equal(made.status, 201)
  t.equal(made.headers.get('location'), DATA)
  const group = {
    urn: 'urn:li:corpGroup:data',
    id: 'data',
    name: 'Data Platform',
    description: 'They keep\nthe platform',
    origin: 'NATIVE',
    roles: [],
    memberCount: 0,
  }
  t.match(made.body, group)
  t.strictSame(await done('GET', DATA), made.body)
  t.match(await done('POST', '/admin/groups', { name: 'Unnamed' }), { id: UUID })
  t.match(await done('GET', '/admin/groups?query=platf'), { items: [group], nextCursor: null })
  const { items, nextCursor } = await done('GET', '/admin/groups?limit=1')
  const rest = await done('GET', `/admin/groups?limit=1&cursor=${nextCursor}`)
  t.strictSame([...items, ...rest.items].map(({ name }) => name).toSorted(), ['Data Platform', 'Unnamed'])

  const again = await ask(root, 'POST', '/admin/groups', { id: 'data', name: 'Other' })
  t.match([again.status, again.body.code, again.body.detail], [409, 'CONFLICT', 'This Group already exists!'])
  t.equal((await ask(root, 'DELETE', DATA)).status, 204)
  for (const method of ['GET', 'DELETE']) t.equal((await ask(root, method, DATA)).status, 404, method)
})

t.test('a group of an identity provider with a long name is found and removed by its URN', async (t) => {
  const { ask, root, done, service } = await administration(t)
  const urn = externalGroupUrn('财务部数据平台'.repeat(15)) ?? ''
  const database = await openDatabase(
    parseDatabaseUrl(new Secret(`sqlite:${service.folder}/data/latchkey.db`)),
  )
  t.teardown(() => database.close())
  await makeSqlTransactions(database).change(({ directory }) =>
    directory.insertGroup({ urn, name: '财务部', description: null, origin: 'EXTERNAL', createdAt: 1 }),
  )
  const path = `/admin/groups/${encodeURIComponent(urn)}`
  t.match(await done('GET', path), { urn, origin: 'EXTERNAL' })
  await done('POST', '/admin/roles/assign', { roleUrn: ADMIN, actorUrns: [urn] })
  t.match(await done('GET', path), { roles: [ADMIN] })
  t.equal((await ask(root, 'DELETE', path)).status, 204)
})

t.test('a role that a group has is its members’ at once, and goes with the group', async (t) => {
  const { ask, root, done, person } = await administration(t)
  const alice = await person('alice')
  const mayList = async () => (await ask(alice.as, 'GET', '/admin/users')).status === 200
  await done('POST', '/admin/groups', { id: 'data', name: 'Data' })
  await done('POST', '/admin/roles/assign', { roleUrn: ADMIN, actorUrns: ['urn:li:corpGroup:data'] })
  t.equal(await mayList(), false)
  t.equal((await ask(root, 'POST', `${DATA}/members`, { userUrns: [alice.urn] })).status, 204)
  t.equal(await mayList(), true, 'a member')
  t.match(await done('GET', `${DATA}/members`), {
    items: [{ urn: alice.urn, groups: ['urn:li:corpGroup:data'], roles: [] }],
    nextCursor: null,
  })
  t.equal((await ask(root, 'DELETE', `${DATA}/members`, { userUrns: [alice.urn] })).status, 204)
  t.equal(await mayList(), false, 'no member')
  await done('POST', `${DATA}/members`, { userUrns: [alice.urn] })
  t.equal(await mayList(), true, 'a member again')
  await done('DELETE', DATA)
  t.equal(await mayList(), false, 'the group is gone')
  await done('POST', '/admin/groups', { id: 'data', name: 'Another' })
  t.equal(await mayList(), false, 'and another of its name gives nothing')
  t.match(await done('GET', DATA), { roles: [], memberCount: 0 })
})

t.test('members who cannot be are refused, and named', async (t) => {
  const { ask, root, done, person } = await administration(t)
  const { urn } = await person('alice')
  await done('POST', '/admin/groups', { id: 'data', name: 'Data' })
  const wrong: [unknown, RegExp][] = [
    [{ userUrns: [urn, 'urn:li:corpuser:nobody'] }, /There is no urn:li:corpuser:nobody\.$/],
    [{ userUrns: ['urn:li:corpGroup:data'] }, /^userUrns must be URNs of users/],
    [{ userUrns: ['alice'] }, /^userUrns must be URNs of users/],
    [{ userUrns: [] }, /^body\/userUrns/],
    [{ userUrns: urn }, /^body\/userUrns/],
    [{ userUrns: Array.from({ length: 1001 }, () => urn) }, /^body\/userUrns/],
    [{}, /^body/],
    [{ userUrns: [urn], roles: [] }, /additional properties/],
  ]
  for (const [body, told] of wrong) {
    const answer = await ask(root, 'POST', `${DATA}/members`, body)
    t.equal(answer.status, 400, JSON.stringify(body))
    t.match(answer.body.detail, told)
  }
  t.match(await done('GET', DATA), { memberCount: 0 }, 'nobody came in with those who could not')
  const many = Array.from({ length: 12 }, (_, i) => `urn:li:corpuser:nobody${i}`)
  const told = await ask(root, 'POST', `${DATA}/members`, { userUrns: many })
  t.match(told.body.detail, /nobody9 nor 2 more\.$/)

  const nowhere = '/admin/groups/urn%3Ali%3AcorpGroup%3Anowhere/members'
  for (const [method, verb] of [
    ['POST', 'add members to'],
    ['DELETE', 'remove members from'],
  ] as const) {
    const answer = await ask(root, method, nowhere, { userUrns: [urn] })
    t.match(
      [answer.status, answer.body.detail],
      [404, `Failed to ${verb} group urn:li:corpGroup:nowhere. Group does not exist.`],
    )
  }
  t.equal((await ask(root, 'GET', nowhere)).status, 404)
})

t.test('who manages no groups learns nothing of them', async (t) => {
  const { ask, person, done, audited } = await administration(t)
  const alice = await person('alice')
  await done('POST', '/admin/groups', { id: 'data', name: 'Data' })
  const asked: [string, string, unknown?][] = [
    ['GET', '/admin/groups'],
    ['POST', '/admin/groups', { id: 'data', name: 'Data' }],
    ['POST', '/admin/groups', { id: 'new', name: 'New' }],
  ]
  for (const path of [DATA, '/admin/groups/urn%3Ali%3AcorpGroup%3Anowhere', '/admin/groups/garbage'])
    asked.push(
      ['GET', path],
      ['DELETE', path],
      ['GET', `${path}/members`],
      ['POST', `${path}/members`, { userUrns: [alice.urn] }],
      ['POST', `${path}/members`, { userUrns: ['urn:li:corpuser:nobody'] }],
      ['DELETE', `${path}/members`, { userUrns: [alice.urn] }],
    )
  const details = new Set()
  for (const [method, path, body] of asked) {
    const answer = await ask(alice.as, method, path, body)
    t.equal(answer.status, 403, `${method} ${path}`)
    details.add(answer.body.detail)
    t.equal((await ask({}, method, path, body)).status, 401, `${method} ${path} by nobody`)
  }
  t.equal(details.size, 1, 'one text for all')
  const like = 4
  t.equal((await audited('&action=access.refuse')).length, asked.length - like, 'like ones as one')
  t.match(await done('GET', DATA), { memberCount: 0 })
})

t.test('a group that cannot be is refused with what to send instead', async (t) => {
  const { ask, root } = await administration(t)
  const wrong: [unknown, RegExp][] = [
    [{ id: 'a b', name: 'x' }, /^id must have no blanks/],
    [{ id: 'a%20b', name: 'x' }, /^id must have none of/],
    [{ name: '  ' }, /^name must not be blank/],
    [{ name: 'a\u0000b' }, /^name must be plain text/],
    [{ name: 'x', description: '\u001b[31m' }, /^description must be plain text/],
    [{ name: 'x'.repeat(256) }, /^body\/name/],
    [{ name: 'x', description: 'x'.repeat(10_001) }, /^body\/description/],
    [{ id: 'a' }, /^body/],
    [{ name: 'x', origin: 'EXTERNAL' }, /additional properties/],
  ]
  for (const [body, told] of wrong) {
    const answer = await ask(root, 'POST', '/admin/groups', body)
    t.equal(answer.status, 400, JSON.stringify(body))
    t.match(answer.body.detail, told)
  }
})
