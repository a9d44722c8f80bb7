import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { type DirectoryGms, gmsPolicies, type Interference } from '../helpers/directory-gms.ts'
import { issueToken, signIn } from '../helpers/person.ts'
import { type RunningService, startInProcess } from '../helpers/service.ts'
import { ALICE, PASSWORD, ROOT_PASSWORD, world } from './directory-in-gms-world.ts'

// What DataHub says now holds here this much later at most: POLICY_CACHE_REFRESH_INTERVAL_SECONDS, and some for a slow machine.
const BOUND_MS = 1500

const FOR_ALL = 'urn:li:dataHubPolicy:7'
const DATASET = 'urn:li:dataset:(urn:li:dataPlatform:hive,orders,PROD)'

const IN_GMS = { POLICIES: 'gms', POLICY_CACHE_REFRESH_INTERVAL_SECONDS: '1' }

/** A service whose users and policies are DataHub's, with DataHub's default policies there. */
async function withPolicies(t: Test) {
  const { gms, service } = await world(t, IN_GMS)
  return { gms, service, ...people(service) }
}

function people(service: RunningService) {
  const cookies = new Map<string, Promise<string>>()
  const cookieOf = (user: string, password: string) => {
    const cookie = cookies.get(user) ?? signIn(service.front, user, password)
    cookies.set(user, cookie)
    return cookie
  }
  const alice = () => cookieOf('alice@example.com', PASSWORD)
  const root = () => cookieOf('datahub', ROOT_PASSWORD)
  const send = async (cookie: string, path: string, body: unknown, method = 'POST') => {
    const headers = { cookie, 'content-type': 'application/json' }
    const answer = await fetch(service.front + path, { method, headers, body: JSON.stringify(body) })
    const json = (await answer.json().catch(() => ({}))) as { allowed?: boolean }
    return { status: answer.status, json }
  }
  const may = async (privilege: string, resource?: object) =>
    send(await alice(), '/v1/authorize', { privilege, ...(resource && { resource }) })
  return { alice, root, send, may }
}

async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  const giveUpAt = performance.now() + BOUND_MS
  while (performance.now() < giveUpAt) {
    if (await holds()) return true
    await wait(20)
  }
  return false
}

const readiness = async ({ metrics }: RunningService) => {
  const answer = await fetch(`${metrics}/readyz`)
  return [answer.status, ((await answer.json()) as { policies: string }).policies]
}

const away: Interference = (_, response) => {
  response.destroy()
  return true
}

function infoOf(gms: DirectoryGms, urn: string): Record<string, unknown> {
  return (gms.entities.get(urn) as Record<string, Record<string, unknown>>).dataHubPolicyInfo ?? {}
}

t.test('what an administrator edits in DataHub is in force here within the interval', async (t) => {
  const { gms, service, alice, may } = await withPolicies(t)
  t.match(await may('GENERATE_PERSONAL_ACCESS_TOKENS'), { status: 200, json: { allowed: false } })
  for (const [urn, aspects] of gmsPolicies(loadDefaultPolicies())) gms.entities.set(urn, aspects)
  t.ok(await eventually(async () => (await may('GENERATE_PERSONAL_ACCESS_TOKENS')).json.allowed === true))
  await issueToken(service.front, await alice(), { name: 'a', duration: 'ONE_HOUR' })

  gms.entities.set(FOR_ALL, {
    dataHubPolicyKey: {},
    dataHubPolicyInfo: { ...infoOf(gms, FOR_ALL), state: 'INACTIVE' },
  })
  const editors = 'urn:li:dataHubPolicy:editor-platform-policy'
  gms.entities.delete(editors)
  t.ok(await eventually(async () => (await may('GENERATE_PERSONAL_ACCESS_TOKENS')).json.allowed === false))
  const refused = await fetch(`${service.front}/v1/tokens`, {
    method: 'POST',
    headers: { cookie: await alice(), 'content-type': 'application/json' },
    body: JSON.stringify({ name: 'b', duration: 'ONE_HOUR' }),
  })
  t.equal(refused.status, 403, 'and no token is made any more')
})

t.test(
  'a DataHub that goes away leaves its policies in force, and the process says that they are stale',
  async (t) => {
    const { gms, service, may } = await withPolicies(t)
    for (const [urn, aspects] of gmsPolicies(loadDefaultPolicies())) gms.entities.set(urn, aspects)
    t.ok(await eventually(async () => (await may('VIEW_ANALYTICS')).json.allowed === true))
    t.strictSame(await readiness(service), [200, 'ok'])
    gms.interfere = (request, response) =>
      request.url === '/entities?action=listUrns' && away(request, response)
    t.ok(await eventually(async () => (await readiness(service))[1] === 'stale'))
    t.strictSame(await readiness(service), [200, 'stale'])
    t.match(await may('VIEW_ANALYTICS'), { json: { allowed: true } })
    const metrics = await (await fetch(`${service.metrics}/metrics`)).text()
    t.match(metrics, /^latchkey_policy_load_failures_total [1-9]/m)
    t.match(metrics, /^latchkey_policies 1[34]$/m)
    gms.interfere = () => false
    t.ok(await eventually(async () => (await readiness(service))[1] === 'ok'))
  },
)

t.test('until DataHub’s policies are there nobody is told that they may or may not', async (t) => {
  const { gms } = await world(t)
  for (const [urn, aspects] of gmsPolicies(loadDefaultPolicies())) gms.entities.set(urn, aspects)
  gms.interfere = (request, response) =>
    request.url === '/entities?action=listUrns' && away(request, response)
  const service = await startInProcess(t, {
    GMS_URL: gms.url,
    DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-tests',
    ...IN_GMS,
  })
  const { may, send, alice } = people(service)
  t.strictSame(await readiness(service), [503, 'unavailable'])
  t.match(await may('VIEW_ANALYTICS'), { status: 503, json: { code: 'POLICIES_UNAVAILABLE' } })
  const made = await send(await alice(), '/v1/tokens', { name: 'a', duration: 'ONE_HOUR' })
  t.match(made, { status: 503, json: { code: 'POLICIES_UNAVAILABLE' } })
  gms.interfere = () => false
  t.ok(await eventually(async () => (await readiness(service))[0] === 200))
  t.match(await may('VIEW_ANALYTICS'), { status: 200, json: { allowed: true } })
})

t.test('policies that decide nothing keep nobody waiting, where they cannot be read either', async (t) => {
  const { gms } = await world(t)
  gms.interfere = (request, response) =>
    request.url === '/entities?action=listUrns' && away(request, response)
  const service = await startInProcess(t, {
    GMS_URL: gms.url,
    DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-tests',
    ROOT_PASSWORD,
    AUTH_POLICIES_ENABLED: 'false',
    ...IN_GMS,
  })
  t.strictSame(await readiness(service), [200, 'unavailable'])
  const { may, root } = people(service)
  t.match(await may('VIEW_ANALYTICS'), { status: 200, json: { allowed: true } })
  const listed = await fetch(`${service.front}/admin/policies`, { headers: { cookie: await root() } })
  t.match([listed.status, await listed.json()], [503, { code: 'POLICIES_UNAVAILABLE' }])
})

t.test('policies are seen here and kept there', async (t) => {
  const { gms, service, root, send } = await withPolicies(t)
  for (const [urn, aspects] of gmsPolicies(loadDefaultPolicies())) gms.entities.set(urn, aspects)
  const cookie = await root()
  const list = async () => {
    const answer = await fetch(`${service.front}/admin/policies?limit=100`, { headers: { cookie } })
    return answer.status === 200 ? ((await answer.json()) as { items: { urn: string }[] }).items : []
  }
  t.ok(await eventually(async () => (await list()).some(({ urn }) => urn === FOR_ALL)))
  const input = {
    name: 'x',
    type: 'PLATFORM',
    state: 'ACTIVE',
    privileges: ['MANAGE_TAGS'],
    actors: { allUsers: true },
  }
  t.match(await send(cookie, '/admin/policies', input), {
    status: 409,
    json: { code: 'POLICIES_IN_DATAHUB' },
  })
  t.match(await send(cookie, `/admin/policies/${FOR_ALL}`, input, 'PUT'), { status: 409 })
})

t.test(
  'what a policy asks of a resource is read from DataHub, and what cannot be read is no denial',
  async (t) => {
    const { gms, may } = await withPolicies(t)
    for (const [urn, aspects] of gmsPolicies(loadDefaultPolicies())) gms.entities.set(urn, aspects)
    const orders = { type: 'dataset', urn: DATASET }
    gms.entities.set(DATASET, { ownership: { owners: [{ owner: ALICE, type: 'DATAOWNER' }] } })
    t.ok(await eventually(async () => (await may('VIEW_ANALYTICS')).json.allowed === true))
    gms.reads.length = 0
    t.match(await may('EDIT_ENTITY_OWNERS', orders), { status: 200, json: { allowed: true } }, 'who owns it')
    const reads = gms.reads.filter((read) => read.includes('dataset'))
    t.equal(reads.length, 1, 'in one request')
    t.match(reads[0], /aspects=List\(ownership\)$/, 'of nothing else')
    await may('EDIT_ENTITY_DOCS', orders)
    t.equal(gms.reads.filter((read) => read.includes('dataset')).length, 1, 'and once for several questions')

    gms.interfere = (request, response) =>
      Boolean(request.url?.includes('dataset')) && away(request, response)
    const other = { type: 'dataset', urn: DATASET.replace('orders', 'customers') }
    t.match(await may('EDIT_ENTITY_OWNERS', other), { status: 503, json: { code: 'UNDECIDED' } })
    t.match(
      await may('VIEW_ENTITY_PAGE', other),
      { status: 200, json: { allowed: true } },
      'which asks for nothing',
    )
  },
)
