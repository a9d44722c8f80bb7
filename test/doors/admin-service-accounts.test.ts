import t from 'tap'
import { administration, SAME_ORIGIN } from '../helpers/administration.ts'
import { bearer, issueToken } from '../helpers/person.ts'
import { startRecordingGms } from '../helpers/recording-gms.ts'

const ACCOUNTS = '/admin/service-accounts'

t.test('a service account is made and named, acts by its tokens, and is gone when removed', async (t) => {
  const { service, cookie, ask, root, done, audited } = await administration(t)
  const made = await ask(root, 'POST', ACCOUNTS, {
    displayName: ' Nightly ingestion ',
    description: 'Reads Snowflake\nat night',
  })
  t.equal(made.status, 201)
  const { urn } = made.body
  t.match(urn, /^urn:li:corpuser:service_[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  const account = {
    urn,
    name: urn.replace('urn:li:corpuser:', ''),
    displayName: 'Nightly ingestion',
    description: 'Reads Snowflake\nat night',
    status: 'ACTIVE',
    createdBy: 'urn:li:corpuser:datahub',
  }
  t.match(made.body, account)
  const path = made.headers.get('location') ?? ''
  t.strictSame(await done('GET', path), made.body)
  t.match(await done('GET', `${ACCOUNTS}?query=NIGHT`), { items: [account], nextCursor: null })

  const { token, metadata } = await issueToken(service.front, cookie, {
    name: 'nightly',
    duration: 'ONE_DAY',
    actorUrn: urn,
    type: 'SERVICE_ACCOUNT',
  })
  t.match(metadata, { type: 'SERVICE_ACCOUNT', actorUrn: urn, ownerUrn: 'urn:li:corpuser:datahub' })
  const atGms = () => fetch(`${service.gms}/entities/${encodeURIComponent(urn)}`, { headers: bearer(token) })
  t.not((await atGms()).status, 401)
  t.equal((await ask(bearer(token), 'GET', '/v1/tokens')).status, 200)

  t.equal((await ask(root, 'DELETE', path)).status, 204)
  t.equal((await atGms()).status, 401)
  t.equal((await ask(bearer(token), 'GET', '/v1/tokens')).status, 401)
  for (const method of ['GET', 'DELETE']) t.equal((await ask(root, method, path)).status, 404, method)
  t.match(await done('GET', ACCOUNTS), { items: [] })
  const acts = (await audited(`&subject=${urn}`)).map(({ action }) => action)
  t.strictSame(acts, ['service-account.create', 'service-account.remove'])
})

t.test('GMS sees the service account as the actor of its token', async (t) => {
  const gms = await startRecordingGms(t)
  const { service, cookie, done } = await administration(t, {
    GMS_URL: gms.url,
    DIRECTORY: 'local',
    POLICIES: 'local',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'a system secret of a test, which nobody has',
  })
  const { urn } = await done('POST', ACCOUNTS, { displayName: 'robot' })
  const { token } = await issueToken(service.front, cookie, {
    name: 'nightly',
    duration: 'ONE_DAY',
    actorUrn: urn,
  })
  t.equal((await fetch(`${service.gms}/aspects/x`, { headers: bearer(token) })).status, 200)
  t.strictSame(gms.minted, [urn.replace('urn:li:corpuser:', '')])
})

t.test('nobody is a service account by a password or an invitation', async (t) => {
  const { service, cookie, ask, root, done } = await administration(t)
  const { urn, name } = await done('POST', ACCOUNTS, { displayName: 'robot' })
  const user = `/admin/users/${encodeURIComponent(urn)}`
  t.equal((await ask(root, 'GET', user)).status, 404, 'it is in no list of users')
  t.match(await done('GET', '/admin/users?query=robot'), { items: [] })
  t.equal((await ask(root, 'PATCH', user, { status: 'SUSPENDED' })).status, 404)
  t.equal((await ask({ ...root, ...SAME_ORIGIN }, 'POST', `${user}/reset-token`)).status, 404)
  const signedIn = await ask({}, 'POST', '/logIn', { username: name, password: '' })
  t.equal(signedIn.status, 400)
  const { inviteToken } = await done('GET', '/admin/roles/none/invite-token')
  const joined = await ask({}, 'POST', '/signUp', {
    fullName: 'robot',
    email: name,
    password: 'correct horse battery',
    title: 'robot',
    inviteToken,
  })
  t.equal(joined.status, 400)
  const personal = { name: 'x', duration: 'ONE_DAY', actorUrn: urn, type: 'PERSONAL' }
  await t.rejects(issueToken(service.front, cookie, personal), /400/)
})

t.test('who manages no service accounts learns nothing of them', async (t) => {
  const { ask, done, person, audited } = await administration(t)
  const alice = await person('alice')
  const { urn } = await done('POST', ACCOUNTS, { displayName: 'robot' })
  const asked: [string, string, unknown?][] = [
    ['GET', ACCOUNTS],
    ['POST', ACCOUNTS, { displayName: 'mine' }],
  ]
  for (const one of [urn, 'urn:li:corpuser:service_x', 'garbage', alice.urn]) {
    const path = `${ACCOUNTS}/${encodeURIComponent(one)}`
    asked.push(['GET', path], ['DELETE', path])
  }
  for (const [method, path, body] of asked) {
    const answer = await ask(alice.as, method, path, body)
    t.match([answer.status, answer.body.detail], [403, /"Manage Service Accounts"/], `${method} ${path}`)
    t.equal((await ask({}, method, path, body)).status, 401, `${method} ${path} by nobody`)
  }
  t.equal((await audited('&action=access.refuse')).length, asked.length)
})

t.test('a service account that cannot be is refused with what to send instead', async (t) => {
  const { ask, root, person } = await administration(t)
  const wrong: [unknown, RegExp][] = [
    [{ displayName: ' ' }, /^displayName must not be blank/],
    [{ displayName: 'a\nb' }, /^displayName must be plain text/],
    [{ displayName: 'x', description: 'x'.repeat(501) }, /^body\/description/],
    [{}, /^body/],
    [{ displayName: 'x', urn: 'urn:li:corpuser:datahub' }, /additional properties/],
  ]
  for (const [body, told] of wrong) {
    const answer = await ask(root, 'POST', ACCOUNTS, body)
    t.equal(answer.status, 400, JSON.stringify(body))
    t.match(answer.body.detail, told)
  }
  const alice = await person('alice')
  for (const one of ['urn:li:corpuser:datahub', alice.urn])
    for (const method of ['GET', 'DELETE']) {
      const answer = await ask(root, method, `${ACCOUNTS}/${encodeURIComponent(one)}`)
      t.equal(answer.status, 404, 'a person is none')
    }
})
