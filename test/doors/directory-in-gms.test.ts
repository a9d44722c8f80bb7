import { setTimeout as wait } from 'node:timers/promises'
import t from 'tap'
import { gmsUser } from '../helpers/directory-gms.ts'
import { bearer, issueToken, postToken, signIn } from '../helpers/person.ts'
import { ALICE, aliceIn, BOUND_MS, EDITORS, ROOT_PASSWORD, world } from './directory-in-gms-world.ts'

t.test(
  'who has a password at DataHub signs in here, makes a token, and reaches DataHub as themselves',
  async (t) => {
    const { gms, service, asks, token } = await aliceIn(t)
    t.strictSame(await asks(), [200, 200])
    const answer = await fetch(`${service.front}/api/gms/entities/x`, { headers: bearer(token) })
    t.same(await answer.json(), { authorization: 'Bearer session of alice@example.com' })
    t.ok(gms.calls.includes('/auth/verifyNativeUserCredentials'))
  },
)

t.test('nothing was entered here, and nothing can be', async (t) => {
  const { service } = await world(t)
  const cookie = await signIn(service.front, 'datahub', ROOT_PASSWORD)
  const answer = await fetch(`${service.front}/admin/users`, { headers: { cookie } })
  t.match(await answer.json(), { code: 'KEPT_IN_DATAHUB' })
})

t.test(
  'who is suspended in DataHub is 401 here within the bound, with a token and a session alike',
  async (t) => {
    const { gms, service, asks, becomes, signInAnew } = await aliceIn(t)
    gms.entities.set(...gmsUser(ALICE, { corpUserStatus: { status: 'SUSPENDED' } }))
    t.equal(await becomes(401), undefined)
    gms.entities.set(...gmsUser(ALICE))
    t.equal(await becomes(200, 401), undefined, 'back with the token; the session has ended')
    await signInAnew()
    t.strictSame(await asks(), [200, 200])
    gms.entities.set(...gmsUser(ALICE, { status: { removed: true } }))
    t.equal(await becomes(401), undefined, 'removed')
    gms.entities.set(...gmsUser(ALICE))
    t.equal(await becomes(200, 401), undefined)
    await signInAnew()
    gms.entities.delete(ALICE)
    t.equal(await becomes(401), undefined, 'deleted')
    t.strictSame(await asks(), [401, 401])
    const root = await signIn(service.front, 'datahub', ROOT_PASSWORD)
    const trail = `${service.front}/admin/audit?action=session.end&subject=${encodeURIComponent(ALICE)}`
    const { items } = (await (await fetch(trail, { headers: { cookie: root } })).json()) as {
      items: unknown[]
    }
    t.equal(items.length, 3)
  },
)

t.test('a role of a group decides what its members may do, within the bound', async (t) => {
  const { gms, service, cookie } = await aliceIn(t)
  const ask = async () =>
    (await fetch(`${service.front}/admin/service-accounts`, { headers: { cookie } })).status
  const rolesBecome = async (roles: string[]) => {
    gms.entities.set(EDITORS, { roleMembership: { roles } })
    await wait(BOUND_MS)
  }
  t.equal(await ask(), 403)
  await rolesBecome(['urn:li:dataHubRole:Admin'])
  t.equal(await ask(), 200)
  await rolesBecome([])
  t.equal(await ask(), 403)
})

t.test('while DataHub is down who is known is served to the bound, and is 503 then, never 401', async (t) => {
  const { gms, asks, becomes } = await aliceIn(t)
  await asks()
  const start = performance.now()
  gms.interfere = (request) => {
    if (!request.url?.startsWith('/entitiesV2')) return false
    request.socket.destroy()
    return true
  }
  const seen = new Set<string>()
  while (performance.now() - start < BOUND_MS * 2) {
    const statuses = await asks()
    if (performance.now() - start < BOUND_MS / 6) t.strictSame(statuses, [200, 200], 'at first')
    seen.add(statuses.join())
    await wait(20)
  }
  t.strictSame(await asks(), [503, 503])
  for (const statuses of seen) t.notMatch(statuses, /401/, statuses)
  gms.interfere = () => false
  t.equal(await becomes(200), undefined)
})

t.test('a slow DataHub keeps nobody waiting who is known', async (t) => {
  const { gms, asks } = await aliceIn(t)
  await asks()
  gms.interfere = ({ url = '' }, response) => {
    if (url.startsWith('/entitiesV2')) setTimeout(() => response.writeHead(503).end(), 3_000)
    return url.startsWith('/entitiesV2')
  }
  const start = performance.now()
  while (performance.now() - start < BOUND_MS * 0.6) {
    const before = performance.now()
    await asks()
    t.ok(performance.now() - before < 1_500, `${Math.round(performance.now() - before)} ms`)
  }
})

t.test('root signs in and acts while DataHub is down', async (t) => {
  const { gms, service } = await world(t)
  gms.interfere = (request) => {
    request.socket.destroy()
    return true
  }
  const cookie = await signIn(service.front, 'datahub', ROOT_PASSWORD)
  t.equal((await postToken(service.front, cookie, { name: 'x', duration: 'ONE_HOUR' })).status, 201)
})

t.test(
  'a service account that is made here is known to DataHub, so that its tokens lead there',
  async (t) => {
    const { gms, service } = await world(t)
    const cookie = await signIn(service.front, 'datahub', ROOT_PASSWORD)
    const accounts = `${service.front}/admin/service-accounts`
    const headers = { cookie, 'content-type': 'application/json' }
    const create = () =>
      fetch(accounts, {
        method: 'POST',
        headers,
        body: JSON.stringify({ displayName: 'Nightly', description: 'Ingests' }),
      })
    const { urn } = (await (await create()).json()) as { urn: string }
    t.match(gms.entities.get(urn), {
      corpUserInfo: { active: true, displayName: 'Nightly', title: 'Ingests' },
      subTypes: { typeNames: ['SERVICE_ACCOUNT'] },
    })
    const request = { name: 'nightly', duration: 'ONE_DAY', actorUrn: urn }
    const { token } = await issueToken(service.front, cookie, request)
    const ask = async () => (await fetch(`${service.gms}/entities/x`, { headers: bearer(token) })).status
    t.equal(await ask(), 200)
    const path = `${accounts}/${encodeURIComponent(urn)}`
    t.equal((await fetch(path, { method: 'DELETE', headers: { cookie } })).status, 204)
    t.match(gms.entities.get(urn), { status: { removed: true } })
    t.equal(await ask(), 401)

    gms.interfere = ({ url = '' }, response) => {
      if (url.startsWith('/aspects')) response.writeHead(500).end()
      return url.startsWith('/aspects')
    }
    t.equal((await create()).status, 503)
    t.match(
      await (await fetch(accounts, { headers: { cookie } })).json(),
      { items: [] },
      'nothing is left of it',
    )
  },
)

t.test(
  'a service account that was removed here is nobody, also where DataHub could not be told',
  async (t) => {
    const { gms, service } = await world(t)
    const cookie = await signIn(service.front, 'datahub', ROOT_PASSWORD)
    const headers = { cookie, 'content-type': 'application/json' }
    const accounts = `${service.front}/admin/service-accounts`
    const made = await fetch(accounts, { method: 'POST', headers, body: '{"displayName":"Nightly"}' })
    const { urn } = (await made.json()) as { urn: string }
    gms.interfere = ({ url = '' }, response) => {
      if (url.startsWith('/aspects')) response.writeHead(500).end()
      return url.startsWith('/aspects')
    }
    const path = `${accounts}/${encodeURIComponent(urn)}`
    t.equal((await fetch(path, { method: 'DELETE', headers: { cookie } })).status, 204)
    t.equal(gms.entities.get(urn)?.status, undefined, 'DataHub still has it')
    const token = await postToken(service.front, cookie, { name: 'x', duration: 'ONE_HOUR', actorUrn: urn })
    t.equal(token.status, 400)
  },
)
