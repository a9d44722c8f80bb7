import t, { type Test } from 'tap'
import { makeAdmitGmsRequest } from '../../src/app/gms/admit-gms-request.ts'
import { type Administration, administration } from '../helpers/administration.ts'
import { actor, actorsOf, BOB, caller } from '../helpers/fakes/people.ts'
import { auditRecordOf, memoryTransactions } from '../helpers/fakes/transactions.ts'
import { authorizeBy } from '../helpers/policies.ts'
import { type Answer, type RecordingGms, startRecordingGms } from '../helpers/recording-gms.ts'

/** Attacks 16 to 18, 70, 71 and 94 of the list (docs/attacks.md): what a token holder may have GMS do. */

const ENFORCED = { REST_API_AUTHORIZATION_ENABLED: 'true' }

interface World extends Administration {
  gms: RecordingGms
  bob: Awaited<ReturnType<Administration['person']>>
}

/** Latchkey in front of a GMS that records, with bob, who has no role. */
async function world(t: Test, settings: Record<string, string> = {}, answer?: Answer): Promise<World> {
  const gms = await startRecordingGms(t, answer)
  const admin = await administration(t, {
    GMS_URL: gms.url,
    DIRECTORY: 'local',
    POLICIES: 'local',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-tests',
    ROOT_PASSWORD: 'a password for tests',
    ...settings,
  })
  const bob = await admin.person('bob')
  gms.requests.length = 0
  return { ...admin, gms, bob }
}

/** The targets of what reached GMS, but for what Latchkey itself asks there. */
function targetsOf({ requests }: RecordingGms): string[] {
  return requests.map(({ target }) => target).filter((target) => !target.startsWith('/entitiesV2'))
}

interface Sent {
  method?: string
  body?: unknown
  headers?: Record<string, string>
}

/** Sends to a door with a token, and gives status and body. */
async function send(url: string, token: string, { method = 'POST', body, headers = {} }: Sent = {}) {
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

const POLICY = 'urn:li:dataHubPolicy:0'

/** A proposal of `aspectName` for an entity. */
function proposal(entityType: string, entityUrn: string, aspectName: string) {
  const aspect = { contentType: 'application/json', value: '{}' }
  return { proposal: { entityType, entityUrn, aspectName, changeType: 'UPSERT', aspect } }
}

t.test(
  'attack 16: a name is under the privilege of its own row, not of one that it begins with',
  async (t) => {
    const { service, bob, gms } = await world(t, ENFORCED)
    t.equal((await fetch(`${service.gms}/config`)).status, 200)
    t.equal((await send(`${service.gms}/runs?action=list`, bob.token)).status, 200)
    const before = targetsOf(gms).length
    for (const path of [
      '/config-secret',
      '/config/secret',
      '/runs-secret?action=list',
      '/runs/00?action=list',
    ]) {
      t.equal((await fetch(service.gms + path)).status, 401, path)
      for (const base of [service.gms, `${service.front}/api/gms`]) {
        const { status, text } = await send(base + path, bob.token, { body: {} })
        t.equal(status, 403, path)
        t.match(text, /No privilege is mapped to this endpoint/)
      }
    }
    t.equal(targetsOf(gms).length, before)
  },
)

t.test('attack 17: a method in a header is refused at each door, and changes nothing', async (t) => {
  const { service, bob, gms } = await world(t)
  for (const base of [service.gms, `${service.front}/api/gms`]) {
    for (const header of [
      'X-HTTP-Method-Override',
      'x_http_method_override',
      'X.HTTP.Method',
      'X-Method-Override',
    ])
      for (const method of ['GET', 'POST']) {
        const url = `${base}/entities/${encodeURIComponent(POLICY)}`
        const { status, text } = await send(url, bob.token, { method, headers: { [header]: 'DELETE' } })
        t.equal(status, 400, header)
        t.match(text, /METHOD_OVERRIDE_UNSUPPORTED/)
      }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    const answer = await fetch(`${base}/entities?action=delete`, {
      method: 'POST',
      headers: { ...bob.as, ...form },
      body: '_method=GET&urn=urn%3Ali%3Atag%3Ax',
    })
    t.equal(answer.status, 400, 'forms are not read')
  }
  t.same(targetsOf(gms), [])
})

t.test('attack 18: pattern characters in a name stand for themselves', async (t) => {
  const urn = 'urn:li:dataset:(urn:li:dataPlatform:hive,sales.$*,PROD)'
  const criteria = [{ field: 'URN', values: [urn], condition: 'EQUALS' }]
  const authorize = authorizeBy(
    [
      {
        urn: 'urn:li:dataHubPolicy:sales',
        info: {
          displayName: 'sales',
          description: '',
          type: 'METADATA',
          state: 'ACTIVE',
          resources: { filter: { criteria } },
          privileges: ['EDIT_ENTITY'],
          actors: { users: [BOB] },
          editable: true,
        },
      } as never,
    ],
    actorsOf([actor(BOB)]),
  )
  const admit = makeAdmitGmsRequest({ authorize, transactions: memoryTransactions(), auditRecordOf })
  const write = (to: string) =>
    admit(caller(BOB), {
      what: 'a test',
      demands: [{ anyOf: [['EDIT_ENTITY']], resource: { type: 'dataset', urn: to } }],
    })
  await write(urn)
  for (const other of [
    urn.replace('.', 'x'),
    urn.replace('*', '$'),
    urn.replace('$*', ''),
    `${urn}$`,
    '*',
    '.*',
  ])
    await t.rejects(write(other), { code: 'FORBIDDEN' }, other)
})

t.test(
  'attack 70: a role that was taken away allows nothing from then on, no new token either',
  async (t) => {
    const { service, bob, gms, ask, root, person } = await world(t)
    const carol = await person('carol')
    const assign = (roleUrn: string | null) =>
      ask(root, 'POST', '/api/v2/graphql', {
        query: 'mutation m($i: BatchAssignRoleInput!) { batchAssignRole(input: $i) }',
        variables: { i: { roleUrn, actors: [bob.urn] } },
      })
    const write = () =>
      send(`${service.gms}/aspects?action=ingestProposal`, bob.token, {
        body: proposal('dataHubPolicy', POLICY, 'dataHubPolicyInfo'),
      })
    const mint = () =>
      send(`${service.front}/api/v2/graphql`, bob.token, {
        body: {
          query:
            'mutation m($i: CreateAccessTokenInput!) { createAccessToken(input: $i) { metadata { id } } }',
          variables: {
            i: { type: 'PERSONAL', actorUrn: carol.urn, duration: 'ONE_HOUR', name: 'x' },
          },
        },
      })
    t.match((await assign('urn:li:dataHubRole:Admin')).body, { data: { batchAssignRole: true } })
    t.equal((await write()).status, 200)
    t.match((await mint()).text, /"id":/)
    t.match((await assign(null)).body, { data: { batchAssignRole: true } })
    const sent = targetsOf(gms).length
    t.equal((await write()).status, 403)
    t.match((await mint()).text, /"code":403/)
    t.equal(targetsOf(gms).length, sent)
  },
)

t.test('attack 71: what the policies cannot be asked of is 503 and never goes to GMS', async (t) => {
  const faults: Answer[] = [
    (_, response) => void response.writeHead(500).end(),
    (_, response) => void response.end('no aspects'),
    ({ socket }) => void socket.destroy(),
    // Never answered: the reader of facts gives up after five seconds.
    () => undefined,
  ]
  for (const fault of faults) {
    const { service, bob, gms } = await world(t, ENFORCED, fault)
    const { status, text } = await send(`${service.gms}/aspects?action=ingestProposal`, bob.token, {
      body: proposal('dataset', 'urn:li:dataset:(urn:li:dataPlatform:hive,a,PROD)', 'status'),
    })
    t.equal(status, 503)
    t.match(text, /"UNDECIDED"/)
    t.same(targetsOf(gms), [])
  }
})

/** Ways to write what decides, below a door's way to GMS: method, path, body. */
const REST_WRITES: readonly [string, string, unknown][] = [
  ['POST', '/aspects?action=ingestProposal', proposal('dataHubPolicy', POLICY, 'dataHubPolicyInfo')],
  ['POST', '/aspects?action=ingestProposal', proposal('corpuser', BOB, 'roleMembership')],
  ['POST', '/aspects?action=ingestProposal', proposal('corpuser', BOB, 'nativeGroupMembership')],
  ['POST', '/aspects?action=ingestProposal', proposal('corpuser', BOB, 'corpUserCredentials')],
  [
    'POST',
    '/aspects?action=ingestProposalBatch',
    {
      proposals: [
        proposal('dataset', 'urn:li:dataset:a', 'status').proposal,
        proposal('dataHubRole', 'urn:li:dataHubRole:Admin', 'dataHubRoleInfo').proposal,
      ],
    },
  ],
  [
    'POST',
    '/entities?action=ingest',
    {
      entity: {
        value: {
          'com.linkedin.metadata.snapshot.CorpUserSnapshot': {
            urn: BOB,
            aspects: [{ 'com.linkedin.identity.RoleMembership': { roles: ['urn:li:dataHubRole:Admin'] } }],
          },
        },
      },
    },
  ],
  ['POST', '/entities?action=delete', { urn: POLICY }],
  ['POST', '/runs?action=rollback', { runId: 'x', dryRun: false }],
  ['POST', '/openapi/v3/entity/dataHubPolicy', [{ urn: POLICY, dataHubPolicyInfo: { value: {} } }]],
  ['POST', '/openapi/v3/entity/corpuser', [{ urn: BOB, roleMembership: { value: {} } }]],
  ['DELETE', `/openapi/v3/entity/dataHubPolicy/${encodeURIComponent(POLICY)}`, undefined],
  ['POST', `/openapi/v2/entity/corpuser/${encodeURIComponent(BOB)}/roleMembership`, { value: {} }],
  ['POST', '/notYetInvented', { target: POLICY }],
]

const GRAPHQL_WRITES = [
  'mutation { deleteTag(urn: "urn:li:dataHubPolicy:0") }',
  'mutation { batchUpdateSoftDeleted(input: {urns: ["urn:li:corpuser:x"], deleted: true}) }',
  'mutation { patchEntity(input: {urn: "urn:li:corpuser:bob", aspectName: "roleMembership", patch: []}) { urn } }',
  'mutation { createTag(input: {}) rollbackIngestion(input: {runId: "x"}) }',
  'query a { isOpen } mutation b { removePost: deletePost(urn: "urn:li:dataHubPolicy:0") }',
]

t.test(
  'attack 94: what decides is under one privilege by every way to write it, at every door',
  async (t) => {
    const { service, bob, gms, audited } = await world(t)
    const bases = [service.gms, `${service.front}/api/gms`]
    let refusals = 0
    for (const [method, path, body] of REST_WRITES) {
      for (const base of path.startsWith('/openapi') ? [...bases, service.front] : bases) {
        const { status, text } = await send(base + path, bob.token, { method, body })
        t.equal(status, 403, `${method} ${path}`)
        t.match(text, /This needs the privileges? /)
        refusals++
      }
    }
    const graphql = [
      `${service.gms}/api/graphql`,
      ...['/api/graphql', '/api/v2/graphql', '/api/gms/api/graphql'].map((path) => service.front + path),
    ]
    for (const query of GRAPHQL_WRITES) {
      for (const url of graphql) {
        const { status, text } = await send(url, bob.token, { body: { query, operationName: null } })
        t.equal(status, 200)
        t.match(text, /"code":403,"type":"UNAUTHORIZED"/, query)
        refusals++
      }
    }
    t.same(targetsOf(gms), [], 'GMS saw nothing')
    const remembered = await audited('&action=access.refuse')
    t.equal(remembered.length, Math.min(refusals, 100), 'each refusal is one record')
  },
)

t.test(
  'attack 94: who may manage it writes it by each of these ways, and others write the rest',
  async (t) => {
    const { service, bob, gms, cookie } = await world(t)
    const headers = { cookie, 'content-type': 'application/json', origin: service.front }
    for (const [method, path, body] of REST_WRITES) {
      const answer = await fetch(`${service.front}/api/gms${path}`, {
        method,
        headers,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      })
      t.equal(answer.status, 200, `${method} ${path}`)
      await answer.text()
    }
    t.equal(targetsOf(gms).length, REST_WRITES.length)
    const dataset = proposal('dataset', 'urn:li:dataset:(urn:li:dataPlatform:hive,a,PROD)', 'status')
    t.equal(
      (await send(`${service.gms}/aspects?action=ingestProposal`, bob.token, { body: dataset })).status,
      200,
    )
  },
)

t.test(
  'attack 94: where REST authorization is enforced, what no privilege is mapped to is refused',
  async (t) => {
    const denied = await world(t, ENFORCED)
    for (const method of ['GET', 'POST', 'PUT', 'DELETE'])
      t.match(
        await send(`${denied.service.gms}/notYetInvented`, denied.bob.token, { method }),
        { status: 403, text: /REST_API_UNMAPPED/ },
        method,
      )
    t.same(targetsOf(denied.gms), [])
    const allowed = await world(t, { ...ENFORCED, REST_API_UNMAPPED: 'allow' })
    for (const method of ['GET', 'POST'])
      t.equal(
        (await send(`${allowed.service.gms}/notYetInvented`, allowed.bob.token, { method })).status,
        200,
      )
  },
)
