import t from 'tap'
import { administration, SAME_ORIGIN } from '../helpers/administration.ts'
import { bearer, signIn } from '../helpers/person.ts'

const ROOT = '/admin/users/urn%3Ali%3Acorpuser%3Adatahub'
const ADMIN = 'urn:li:dataHubRole:Admin'

t.test('an administrator makes users, finds them, and changes what is said of them', async (t) => {
  const { ask, root, done } = await administration(t)
  const made = await ask(root, 'POST', '/admin/users', {
    username: 'jane@example.com',
    displayName: '  Jane Doe ',
    email: 'jane@example.com',
  })
  t.equal(made.status, 201)
  const path = made.headers.get('location') ?? ''
  t.equal(path, '/admin/users/urn%3Ali%3Acorpuser%3Ajane%40example.com')
  const jane = {
    urn: 'urn:li:corpuser:jane@example.com',
    username: 'jane@example.com',
    displayName: 'Jane Doe',
    email: 'jane@example.com',
    title: null,
    status: 'ACTIVE',
    createdBy: 'urn:li:corpuser:datahub',
    groups: [],
    roles: [],
  }
  t.match(made.body, jane)
  t.strictSame(await done('GET', path), made.body)

  const changed = await ask(root, 'PATCH', path, { title: 'Analyst', email: null })
  t.equal(changed.status, 200)
  t.match(changed.body, { ...jane, title: 'Analyst', email: null })
  t.strictSame(await done('GET', path), changed.body)

  await done('POST', '/admin/users', { username: '李'.repeat(255) })
  const last = encodeURIComponent(`urn:li:corpuser:${'李'.repeat(255)}`)
  t.match(await done('GET', `/admin/users/${last}`), { displayName: '李'.repeat(255) })
})

t.test('the list of users goes on by cursor, and searches names, addresses and URNs', async (t) => {
  const { ask, root, done } = await administration(t)
  for (const username of ['ann', 'bob', 'cyd', 'dan'])
    await done('POST', '/admin/users', { username, email: `${username}@example.com` })
  const seen: string[] = []
  let cursor = ''
  do {
    const page = await done('GET', `/admin/users?limit=2${cursor}`)
    for (const { username } of page.items) seen.push(username)
    t.ok(page.items.length <= 2)
    cursor = page.nextCursor === null ? '' : `&cursor=${page.nextCursor}`
  } while (cursor !== '')
  t.strictSame(seen.toSorted(), ['ann', 'bob', 'cyd', 'dan', 'datahub'])
  const found = await done('GET', '/admin/users?query=BOB%40')
  t.match(found, { items: [{ username: 'bob' }], nextCursor: null })

  const { nextCursor } = await done('GET', '/admin/users?limit=1')
  const refused: [string, string][] = [
    ['?cursor=AAAA', 'one that is not ours'],
    [`?cursor=${nextCursor}&query=a`, 'of another question'],
    ['?limit=0', 'an empty page'],
    ['?limit=101', 'a page too long'],
    ['?start=1', 'a field that is not there'],
  ]
  for (const [query, why] of refused) {
    const answer = await ask(root, 'GET', `/admin/users${query}`)
    t.equal(answer.status, 400, why)
    t.equal(answer.body.code, 'INVALID_REQUEST', why)
  }
  const other = await ask(root, 'GET', `/admin/groups?cursor=${nextCursor}`)
  t.equal(other.status, 400, 'a cursor of another list')
})

t.test('who manages no users learns nothing of them, whatever is asked for', async (t) => {
  const { ask, person, audited } = await administration(t)
  const alice = await person('alice')
  const bob = await person('bob')
  const nobody = '/admin/users/urn%3Ali%3Acorpuser%3Anobody'
  const asked: [string, string, unknown?][] = [
    ['GET', '/admin/users'],
    ['POST', '/admin/users', { username: 'bob' }],
    ['POST', '/admin/users', { username: 'new' }],
  ]
  for (const path of [bob.path, nobody, ROOT, '/admin/users/garbage'])
    asked.push(
      ['GET', path],
      ['PATCH', path, { status: 'SUSPENDED' }],
      ['DELETE', path],
      ['POST', `${path}/reset-token`],
      ['GET', `${path}/access`],
    )
  for (const [method, path, body] of asked) {
    const answer = await ask(alice.as, method, path, body)
    t.equal(answer.status, 403, `${method} ${path}`)
    t.equal(answer.body.code, 'FORBIDDEN')
    t.match(answer.body.detail, /^This needs the privilege "Manage User/, 'and it is told which privilege')
    t.equal((await ask({}, method, path, body)).status, 401, `${method} ${path} by nobody`)
  }
  t.equal((await ask(alice.as, 'GET', alice.path)).status, 200, 'but of oneself')
  const refusals = await audited('&action=access.refuse')
  t.equal(refusals.length, asked.length - 1, 'each refusal is remembered, those of making a user as one')
  t.match(refusals[2], { subject: bob.urn, details: { what: 'user.read' } })
})

t.test('a user that cannot be is refused with what to send instead', async (t) => {
  const { ask, root } = await administration(t)
  const wrong: [unknown, RegExp][] = [
    [{ username: 'al%69ce' }, /^username must have none of the characters/],
    [{ username: 'jane doe' }, /^username must have no blanks/],
    [{ username: '__datahub_system' }, /^username is reserved/],
    [{ username: 'service_x' }, /^username is reserved/],
    [{ username: 'a', displayName: ' ' }, /^displayName must not be blank/],
    [{ username: 'a', displayName: 'a\nb' }, /^displayName must be plain text/],
    [{ username: 'a', email: 'no address' }, /^email must be an e-mail address/],
    [{ username: 'a', title: 'x'.repeat(501) }, /^body\/title/],
    [{ username: '' }, /^body\/username/],
    [{ username: ['a'] }, /^body\/username/],
    [{}, /^body/],
    [{ username: 'a', status: 'ACTIVE' }, /additional properties/],
    [{ username: 'a', passwordHash: 'x' }, /additional properties/],
    [{ username: 'a', roles: [ADMIN] }, /additional properties/],
    [
      { name: 'jane', fullName: 'Jane' },
      /^body must not have additional properties: there is no name, fullName, body must have required properties username\.$/,
    ],
    [{ username: 'a', 'Zm9v.YmFy1': 1 }, /^body must not have additional properties\.$/],
    [
      Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'username'].map((name) => [name, 'x'])),
      /there is no a, b, c, d, e\.$/,
    ],
  ]
  for (const [body, told] of wrong) {
    const answer = await ask(root, 'POST', '/admin/users', body)
    t.equal(answer.status, 400, JSON.stringify(body))
    t.match(answer.body.detail, told)
  }
  const taken = await ask(root, 'POST', '/admin/users', { username: 'datahub' })
  t.match([taken.status, taken.body.code], [409, 'CONFLICT'])

  for (const body of [{}, { status: 'REMOVED' }, { displayName: null }, { urn: 'urn:li:corpuser:x' }])
    t.equal((await ask(root, 'PATCH', ROOT, body)).status, 400, JSON.stringify(body))
  for (const method of ['GET', 'PATCH', 'DELETE'])
    for (const urn of ['nobody', 'urn:li:corpGroup:x', 'urn:li:corpuser:nobody', 'urn%3Ali%3Acorpuser%3A']) {
      const answer = await ask(
        root,
        method,
        `/admin/users/${urn}`,
        method === 'PATCH' ? { title: 'x' } : undefined,
      )
      t.match([answer.status, answer.body.code], [404, 'NOT_FOUND'], `${method} ${urn}`)
    }
})

t.test('nobody suspends or removes root or themselves', async (t) => {
  const { ask, root, done, person } = await administration(t)
  const alice = await person('alice')
  await done('POST', '/admin/roles/assign', { roleUrn: ADMIN, actorUrns: [alice.urn] })
  const locked = [
    [root, ROOT],
    [alice.as, ROOT],
    [alice.as, alice.path],
  ] as const
  for (const [as, path] of locked) {
    const before = await done('GET', path)
    for (const answer of [
      await ask(as, 'PATCH', path, { status: 'SUSPENDED' }),
      await ask(as, 'PATCH', path, { status: 'SUSPENDED', title: 'changed' }),
      await ask(as, 'DELETE', path),
    ]) {
      t.match([answer.status, answer.body.code], [409, 'CONFLICT'])
      t.match(answer.body.detail, /root user cannot be|Ask another administrator/)
    }
    t.strictSame(await done('GET', path), before)
  }
})

t.test('who is suspended is out with the next request, and comes back to their tokens only', async (t) => {
  const { service, ask, root, done, person, audited } = await administration(t)
  const alice = await person('alice')
  const { token: resetToken, expiresAt } = await done('POST', `${alice.path}/reset-token`)
  t.ok(Math.abs(expiresAt - Date.now() - 86_400_000) < 60_000, 'a day')
  const chosen = await ask({}, 'POST', '/resetNativeUserCredentials', {
    email: 'alice',
    password: 'correct horse battery',
    resetToken,
  })
  t.equal(chosen.status, 200)
  const session = { cookie: await signIn(service.front, 'alice', 'correct horse battery') }
  const answers = async () => [
    (await ask(alice.as, 'GET', '/v1/tokens')).status,
    (await fetch(`${service.gms}/entities/urn:li:corpuser:alice`, { headers: bearer(alice.token) })).status,
    (await ask(session, 'GET', '/v1/tokens')).status,
  ]
  t.strictSame(await answers(), [200, 200, 200])

  t.equal((await ask(root, 'PATCH', alice.path, { status: 'SUSPENDED' })).status, 200)
  t.strictSame(await answers(), [401, 401, 401])
  const signedIn = await ask({}, 'POST', '/logIn', {
    username: 'alice',
    password: 'correct horse battery',
  })
  t.equal(signedIn.status, 400, 'nor does a password help')

  t.equal((await ask(root, 'PATCH', alice.path, { status: 'ACTIVE' })).status, 200)
  t.strictSame(await answers(), [200, 200, 401], 'the session stays gone')
  await signIn(service.front, 'alice', 'correct horse battery')

  await done('PATCH', alice.path, { status: 'ACTIVE' })
  const acts = (await audited(`&subject=${alice.urn}`)).map(({ action }) => action)
  t.strictSame(
    acts.filter((action) => action.startsWith('user.')),
    ['user.create', 'user.reset-token', 'user.password', 'user.suspend', 'user.reactivate'],
    'and what changed nothing is not remembered',
  )
})

t.test('who is removed is out for ever, also under the same name made anew', async (t) => {
  const { service, ask, root, done, person } = await administration(t)
  const alice = await person('alice')
  const reset = await done('POST', `${alice.path}/reset-token`)
  await done('POST', '/admin/groups', { id: 'data', name: 'Data' })
  await done('POST', '/admin/groups/urn%3Ali%3AcorpGroup%3Adata/members', { userUrns: [alice.urn] })
  await done('POST', '/admin/roles/assign', { roleUrn: ADMIN, actorUrns: [alice.urn] })
  t.equal((await ask(alice.as, 'GET', '/admin/users')).status, 200)

  t.equal((await ask(root, 'DELETE', alice.path)).status, 204)
  const isOut = async (when: string) => {
    t.equal((await ask(alice.as, 'GET', '/v1/tokens')).status, 401, when)
    const gms = await fetch(`${service.gms}/entities/${alice.urn}`, { headers: bearer(alice.token) })
    t.equal(gms.status, 401, when)
  }
  await isOut('removed')
  t.equal((await ask(root, 'GET', alice.path)).status, 404)
  t.equal((await ask(root, 'DELETE', alice.path)).status, 404)
  t.equal((await ask(root, 'PATCH', alice.path, { status: 'ACTIVE' })).status, 404)
  t.match(await done('GET', '/admin/users?query=alice'), { items: [] })

  const anew = await done('POST', '/admin/users', { username: 'alice' })
  t.match(anew, { urn: alice.urn, groups: [], roles: [], status: 'ACTIVE' })
  await isOut('made anew')
  t.strictSame((await done('GET', `${alice.path}/access`)).allRoles, [])
  const used = await ask({}, 'POST', '/resetNativeUserCredentials', {
    email: 'alice',
    password: 'correct horse battery',
    resetToken: reset.token,
  })
  t.equal(used.status, 400, 'nor does what was sent to their old self help')
})

t.test('a reset token is for who has a password here', async (t) => {
  const { ask, root, done } = await administration(t)
  const as = { ...root, ...SAME_ORIGIN }
  const ofRoot = await ask(as, 'POST', `${ROOT}/reset-token`)
  t.match([ofRoot.status, ofRoot.body.detail], [409, /ROOT_PASSWORD/])
  const account = await done('POST', '/admin/service-accounts', { displayName: 'robot' })
  const path = `/admin/users/${encodeURIComponent(account.urn)}/reset-token`
  t.equal((await ask(as, 'POST', path)).status, 404, 'a service account is no user')
  await done('POST', '/admin/users', { username: 'jane' })
  const answer = await ask(as, 'POST', '/admin/users/urn%3Ali%3Acorpuser%3Ajane/reset-token')
  t.equal(answer.headers.get('cache-control'), 'no-store')
})

t.test('why somebody may do something is told by groups, roles and policies', async (t) => {
  const { done, person } = await administration(t)
  const alice = await person('alice')
  const group = 'urn:li:corpGroup:data'
  await done('POST', '/admin/groups', { id: 'data', name: 'Data' })
  await done('POST', `/admin/groups/${encodeURIComponent(group)}/members`, { userUrns: [alice.urn] })
  await done('POST', '/admin/roles/assign', { roleUrn: ADMIN, actorUrns: [group] })
  await done('POST', '/admin/roles/assign', {
    roleUrn: 'urn:li:dataHubRole:Reader',
    actorUrns: [alice.urn],
  })
  const access = await done('GET', `${alice.path}/access`)
  t.match(access, {
    roles: ['urn:li:dataHubRole:Reader'],
    groups: [group],
    groupsWithRoles: [group],
    rolesViaGroups: [ADMIN],
    allRoles: [ADMIN, 'urn:li:dataHubRole:Reader'],
  })
  t.ok(access.policies.includes('urn:li:dataHubPolicy:admin-platform-policy'))
  t.notOk(access.policies.includes('urn:li:dataHubPolicy:0'), 'not what is root’s alone')
  t.ok(access.privileges.includes('MANAGE_USERS_AND_GROUPS'))
})
