import t from 'tap'
import { BOB } from '../helpers/fakes/people.ts'
import { ENFORCED, POLICY, proposal, send, targetsOf, world } from './gms-world.ts'

/** Attack 94 of the list (docs/attacks.md): every way to have GMS write what decides. */

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
    for (const [method, path, body] of REST_WRITES) {
      for (const base of path.startsWith('/openapi') ? [...bases, service.front] : bases) {
        const { status, text } = await send(base + path, bob.token, { method, body })
        t.equal(status, 403, `${method} ${path}`)
        t.match(text, /This needs the privileges? /)
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
      }
    }
    t.same(targetsOf(gms), [], 'GMS saw nothing')
    const remembered = (await audited('&action=access.refuse')).map(({ details }) => details)
    t.match(
      remembered,
      [
        { what: 'gms.request', privilege: 'MANAGE_POLICIES' },
        { what: 'gms.request', privilege: 'MANAGE_USERS_AND_GROUPS' },
        { what: 'gms.request', privilege: 'MANAGE_USER_CREDENTIALS' },
        ...GRAPHQL_WRITES.map(() => ({ what: /^graphql\./ })),
      ],
      'each refusal is remembered',
    )
    t.equal(remembered.length, 3 + GRAPHQL_WRITES.length, 'and like ones as one')
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
