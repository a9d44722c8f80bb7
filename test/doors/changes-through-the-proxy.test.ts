import type { IncomingMessage, ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { setTimeout as wait } from 'node:timers/promises'
import t, { type Test } from 'tap'
import { loadDefaultPolicies } from '../../src/adapters/default-policies.ts'
import { type DirectoryGms, gmsPolicies, gmsUser } from '../helpers/directory-gms.ts'
import { signIn } from '../helpers/person.ts'
import { ALICE, PASSWORD, ROOT_PASSWORD, world } from './directory-in-gms-world.ts'

const ROOT = 'urn:li:corpuser:datahub'
const POLICY = 'urn:li:dataHubPolicy:analysts'
const PROPOSALS = '/aspects?action=ingestProposal'
const POLICIES = '/openapi/v3/entity/dataHubPolicy'

// Longer than a policy takes from GMS to here by any other way within a test.
const SELDOM = { POLICY_CACHE_REFRESH_INTERVAL_SECONDS: '600', DIRECTORY_REFRESH_INTERVAL_SECONDS: '600' }

const granting = (privilege: string) => ({
  displayName: 'Analysts',
  description: '',
  type: 'PLATFORM',
  state: 'ACTIVE',
  privileges: [privilege],
  actors: { users: [ALICE], allUsers: false, allGroups: false, resourceOwners: false },
  editable: true,
})

const proposal = (entityUrn: string, aspectName: string, aspect: object) => ({
  proposal: {
    entityType: entityUrn.split(':')[2],
    entityUrn,
    aspectName,
    changeType: 'UPSERT',
    aspect: { contentType: 'application/json', value: JSON.stringify(aspect) },
  },
})

/** Takes writes from root's session, as GMS does from who may; told to, it answers 202 first, or keeps them waiting. */
function writable(gms: DirectoryGms) {
  const how: { done: 'at once' | 'after the answer' | 'slowly' } = { done: 'at once' }
  async function write(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await text(request))
    const written: [string, string, object][] =
      request.url === PROPOSALS
        ? [[body.proposal.entityUrn, body.proposal.aspectName, JSON.parse(body.proposal.aspect.value)]]
        : body.map((entity: { urn: string; dataHubPolicyInfo: { value: object } }) => [
            entity.urn,
            'dataHubPolicyInfo',
            entity.dataHubPolicyInfo.value,
          ])
    if (how.done === 'after the answer') response.writeHead(202).end('{}')
    if (how.done !== 'at once') await wait(300)
    for (const [urn, aspect, value] of written)
      gms.entities.set(urn, { ...gms.entities.get(urn), [aspect]: value })
    response.end('{}')
  }
  gms.interfere = (request, response) => {
    const isWrite = request.url === PROPOSALS || request.url === POLICIES
    if (!isWrite || request.headers.authorization !== 'Bearer session of datahub') return false
    void write(request, response)
    return true
  }
  return how
}

/** A service in front of a DataHub with its default policies, in which root may write. */
async function proxied(t: Test, settings: Record<string, string> = {}) {
  const kept = [gmsUser(ROOT), ...gmsPolicies(loadDefaultPolicies())]
  const { gms, service } = await world(t, { POLICIES: 'gms', ...SELDOM, ...settings }, kept)
  const how = writable(gms)
  const root = await signIn(service.front, 'datahub', ROOT_PASSWORD)
  const alice = await signIn(service.front, 'alice@example.com', PASSWORD)
  const post = async (cookie: string, path: string, body: unknown) => {
    const headers = { cookie, 'content-type': 'application/json' }
    const answer = await fetch(service.front + path, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: answer.status, json: (await answer.json().catch(() => ({}))) as { allowed?: boolean } }
  }
  const may = async (privilege: string) => (await post(alice, '/v1/authorize', { privilege })).json.allowed
  const change = async (path: string, body: unknown) => (await post(root, `/api/gms${path}`, body)).status
  /** Sends one and does not wait for its answer. */
  const leave = async (path: string, body: unknown) => {
    const headers = { cookie: root, 'content-type': 'application/json' }
    const leaving = { method: 'POST', headers, body: JSON.stringify(body), signal: AbortSignal.timeout(150) }
    await fetch(`${service.front}/api/gms${path}`, leaving).catch(() => undefined)
  }
  return { gms, how, service, may, change, leave }
}

function slowToList(gms: DirectoryGms, ms: number): void {
  const others = gms.interfere
  let isLate = false
  gms.interfere = (request, response) => {
    if (request.url !== '/entities?action=listUrns' || isLate) return others(request, response)
    isLate = true
    void (async () => {
      await wait(ms)
      const answer = await fetch(gms.url + request.url, {
        method: 'POST',
        headers: { authorization: request.headers.authorization ?? '' },
        body: await text(request),
      })
      response.end(await answer.text())
      isLate = false
    })()
    return true
  }
}

t.test('a policy that is written by Rest.li or OpenAPI holds here when the call returns', async (t) => {
  const { gms, may, change } = await proxied(t)
  slowToList(gms, 200)
  t.equal(await may('MANAGE_ACCESS_TOKENS'), false)
  t.equal(
    await change(PROPOSALS, proposal(POLICY, 'dataHubPolicyInfo', granting('MANAGE_ACCESS_TOKENS'))),
    200,
  )
  t.equal(await may('MANAGE_ACCESS_TOKENS'), true)
  const [urn, dataHubPolicyInfo] = [POLICY, { value: granting('MANAGE_SERVICE_ACCOUNTS') }]
  t.equal(await change(POLICIES, [{ urn, dataHubPolicyInfo }]), 200)
  t.strictSame([await may('MANAGE_SERVICE_ACCOUNTS'), await may('MANAGE_ACCESS_TOKENS')], [true, false])
})

t.test('a role that is given or taken by Rest.li holds here when the call returns', async (t) => {
  const { may, change } = await proxied(t)
  const assign = (roles: string[]) => change(PROPOSALS, proposal(ALICE, 'roleMembership', { roles }))
  t.equal(await assign([]), 200)
  t.equal(await may('MANAGE_POLICIES'), false)
  t.equal(await assign(['urn:li:dataHubRole:Admin']), 200)
  t.equal(await may('MANAGE_POLICIES'), true)
  t.equal(await assign([]), 200)
  t.equal(await may('MANAGE_POLICIES'), false)
})

t.test('what GMS does only after its answer holds here some seconds later', async (t) => {
  const { how, may, change } = await proxied(t)
  how.done = 'after the answer'
  const urn = POLICY
  const write = (privilege: string) =>
    change(POLICIES, [{ urn, dataHubPolicyInfo: { value: granting(privilege) } }])
  t.equal(await write('MANAGE_ACCESS_TOKENS'), 202)
  while (!(await may('MANAGE_ACCESS_TOKENS'))) await wait(100)
  t.equal(await write('MANAGE_TAGS'), 202)
  while (await may('MANAGE_ACCESS_TOKENS')) await wait(100)
})

t.test('what a client did not wait for holds here as well once GMS has done it', async (t) => {
  const { how, may, leave } = await proxied(t)
  how.done = 'slowly'
  await leave(PROPOSALS, proposal(POLICY, 'dataHubPolicyInfo', granting('MANAGE_ACCESS_TOKENS')))
  while (!(await may('MANAGE_ACCESS_TOKENS'))) await wait(100)
})

t.test('a role membership waits for no policies', async (t) => {
  const { gms, change } = await proxied(t)
  let lists = 0
  const others = gms.interfere
  gms.interfere = (request, response) => {
    if (request.url === '/entities?action=listUrns') lists++
    return others(request, response)
  }
  t.equal(await change(PROPOSALS, proposal(ALICE, 'roleMembership', { roles: [] })), 200)
  t.equal(lists, 0)
})

t.test('where policies decide nothing, nobody waits for them', async (t) => {
  const { gms, change } = await proxied(t, { AUTH_POLICIES_ENABLED: 'false' })
  const others = gms.interfere
  // Given up after five seconds.
  gms.interfere = (request, response) =>
    request.url === '/entities?action=listUrns' || others(request, response)
  const begunAt = performance.now()
  t.equal(await change(PROPOSALS, proposal(POLICY, 'dataHubPolicyInfo', granting('MANAGE_TAGS'))), 200)
  t.ok(performance.now() - begunAt < 4000)
})

t.test('a change is answered where the policies cannot be read after it', async (t) => {
  const { gms, service, may, change } = await proxied(t)
  const others = gms.interfere
  gms.interfere = (request, response) => {
    if (request.url !== '/entities?action=listUrns') return others(request, response)
    response.destroy()
    return true
  }
  t.equal(
    await change(PROPOSALS, proposal(POLICY, 'dataHubPolicyInfo', granting('MANAGE_ACCESS_TOKENS'))),
    200,
  )
  t.equal(await may('MANAGE_ACCESS_TOKENS'), false, 'those before stay in force')
  const readiness = await (await fetch(`${service.metrics}/readyz`)).json()
  t.match(readiness, { policies: 'stale' })
})
