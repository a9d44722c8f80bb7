import t from 'tap'
import { administration, SAME_ORIGIN } from '../helpers/administration.ts'

const ADMIN = 'urn:li:dataHubRole:Admin'
const EDITOR = 'urn:li:dataHubRole:Editor'
const READER = 'urn:li:dataHubRole:Reader'

const path = (roleUrn: string, rest: string) => `/admin/roles/${encodeURIComponent(roleUrn)}/${rest}`

t.test('everybody who is signed in sees which roles there are', async (t) => {
  const { ask, person } = await administration(t)
  const alice = await person('alice')
  const answer = await ask(alice.as, 'GET', '/admin/roles')
  t.equal(answer.status, 200)
  t.match(answer.body, {
    items: [
      { urn: ADMIN, name: 'Admin', description: 'Can do everything on the platform.', memberCount: 0 },
      { urn: EDITOR, name: 'Editor', memberCount: 0 },
      { urn: READER, name: 'Reader', memberCount: 0 },
    ],
    nextCursor: null,
  })
  t.equal((await ask({}, 'GET', '/admin/roles')).status, 401)
})

t.test('a role is given in the place of the one before, and taken away by none', async (t) => {
  const { ask, root, done, person, audited } = await administration(t)
  const alice = await person('alice')
  const bob = await person('bob')
  const mayList = async () => (await ask(alice.as, 'GET', '/admin/users')).status === 200
  const assign = (roleUrn: string | null, ...actorUrns: string[]) =>
    done('POST', '/admin/roles/assign', { roleUrn, actorUrns })

  await assign(ADMIN, alice.urn, bob.urn, 'urn:li:corpuser:nobody', 'urn:li:corpGroup:nowhere')
  t.equal(await mayList(), true, 'at once')
  t.strictSame(await done('GET', path(ADMIN, 'members')), { items: [alice.urn, bob.urn], nextCursor: null })
  const first = await done('GET', path(ADMIN, 'members?limit=1'))
  t.strictSame(first.items, [alice.urn])
  const rest = await done('GET', path(ADMIN, `members?limit=1&cursor=${first.nextCursor}`))
  t.strictSame(rest, { items: [bob.urn], nextCursor: null })
  const elsewhere = await ask(root, 'GET', path(READER, `members?cursor=${first.nextCursor}`))
  t.equal(elsewhere.status, 400, 'a cursor of another role')

  await assign(READER, alice.urn)
  t.equal(await mayList(), false, 'replaced')
  t.strictSame(await done('GET', path(READER, 'members')), { items: [alice.urn], nextCursor: null })
  await assign(null, alice.urn, bob.urn)
  t.match(await done('GET', '/admin/roles'), { items: [{ memberCount: 0 }, {}, { memberCount: 0 }] })

  const acts = await audited('&action=role.assign')
  t.match(acts, [
    { subject: ADMIN, details: { roleUrn: ADMIN, actorUrns: [alice.urn, bob.urn] } },
    { subject: READER, details: { actorUrns: [alice.urn] } },
    { subject: null, details: { roleUrn: null } },
  ])
})

t.test('what is no role is not given, and nothing but users and groups has one', async (t) => {
  const { ask, root, done } = await administration(t)
  const wrong: [unknown, number, RegExp][] = [
    [{ roleUrn: 'urn:li:dataHubRole:Boss', actorUrns: ['urn:li:corpuser:datahub'] }, 404, /There is no role/],
    [{ roleUrn: ADMIN, actorUrns: ['urn:li:dataset:x'] }, 400, /^actors must be URNs of users or groups/],
    [{ roleUrn: ADMIN, actorUrns: [] }, 400, /^body\/actorUrns/],
    [{ roleUrn: ADMIN }, 400, /^body/],
    [{ actorUrns: ['urn:li:corpuser:datahub'] }, 400, /^body/],
    [{ roleUrn: [ADMIN], actorUrns: ['urn:li:corpuser:datahub'] }, 400, /^body\/roleUrn/],
  ]
  for (const [body, status, told] of wrong) {
    const answer = await ask(root, 'POST', '/admin/roles/assign', body)
    t.equal(answer.status, status, JSON.stringify(body))
    t.match(answer.body.detail, told)
  }
  t.equal((await ask(root, 'GET', path('urn:li:dataHubRole:Boss', 'members'))).status, 404)
  t.match(await done('GET', '/admin/roles'), { items: [{ memberCount: 0 }] })
})

t.test('an invite token is shown again, until a new one takes its place', async (t) => {
  const { ask, root, done } = await administration(t)
  const invite = path(READER, 'invite-token')
  const seen = await ask(root, 'GET', invite)
  t.equal(seen.status, 200)
  t.equal(seen.headers.get('cache-control'), 'no-store')
  t.match(seen.body.inviteToken, /^[A-Za-z0-9_-]{43}$/)
  t.strictSame(await done('GET', invite), seen.body)
  const none = await done('GET', '/admin/roles/none/invite-token')
  t.not(none.inviteToken, seen.body.inviteToken)

  const made = await ask({ ...root, ...SAME_ORIGIN }, 'POST', invite)
  t.equal(made.status, 201)
  t.equal(made.headers.get('cache-control'), 'no-store')
  t.strictSame(await done('GET', invite), made.body)
  const signUp = (inviteToken: string, email: string) =>
    ask({}, 'POST', '/signUp', {
      fullName: 'Somebody',
      email,
      password: 'correct horse battery',
      title: 'Analyst',
      inviteToken,
    })
  t.equal((await signUp(seen.body.inviteToken, 'a@example.com')).status, 400, 'the old one is void')
  t.equal((await signUp(made.body.inviteToken, 'a@example.com')).status, 200)
  t.equal((await signUp(none.inviteToken, 'b@example.com')).status, 200)
  const users = await done('GET', '/admin/users?query=example.com')
  t.match(
    users.items.toSorted((a: { urn: string }, b: { urn: string }) => (a.urn < b.urn ? -1 : 1)),
    [
      { username: 'a@example.com', displayName: 'Somebody', roles: [READER], createdBy: null },
      { username: 'b@example.com', roles: [] },
    ],
  )
  t.equal((await ask(root, 'GET', path('urn:li:dataHubRole:Boss', 'invite-token'))).status, 404)
})

t.test('who manages no policies gives no roles and sees no invite token', async (t) => {
  const { ask, person, audited } = await administration(t)
  const alice = await person('alice')
  const asked: [string, string, unknown?][] = [
    ['POST', '/admin/roles/assign', { roleUrn: ADMIN, actorUrns: [alice.urn] }],
    ['POST', '/admin/roles/assign', { roleUrn: 'urn:li:dataHubRole:Boss', actorUrns: [alice.urn] }],
  ]
  for (const role of [ADMIN, 'none', 'urn:li:dataHubRole:Boss'])
    asked.push(
      ['GET', path(role, 'members')],
      ['GET', path(role, 'invite-token')],
      ['POST', path(role, 'invite-token')],
    )
  for (const [method, url, body] of asked) {
    const answer = await ask(alice.as, method, url, body)
    t.match([answer.status, answer.body.detail], [403, /"Manage Policies"/], `${method} ${url}`)
    t.equal((await ask({}, method, url, body)).status, 401, `${method} ${url} by nobody`)
  }
  const whats = (await audited('&action=access.refuse')).map(({ details }) => details)
  t.match(whats, [{ what: 'role.assign' }, { what: 'role.list-members' }, { what: 'invite.create' }])
  t.equal(whats.length, 3, 'like ones as one')
})
