import fc from 'fast-check'
import t from 'tap'
import { judged, shortly } from './judged.ts'

const POLICIES = 'MANAGE_POLICIES'
const ACTORS = 'MANAGE_USERS_AND_GROUPS'
const SETTINGS = 'MANAGE_GLOBAL_SETTINGS|MANAGE_POLICIES'

/** What decides who may do what: entity type, URN, aspect, and the privilege that writing it takes. */
const PROTECTED = [
  ['dataHubPolicy', 'urn:li:dataHubPolicy:0', 'dataHubPolicyInfo', POLICIES],
  ['dataHubRole', 'urn:li:dataHubRole:Admin', 'dataHubRoleInfo', POLICIES],
  ['inviteToken', 'urn:li:inviteToken:x', 'inviteToken', POLICIES],
  ['corpuser', 'urn:li:corpuser:ann', 'roleMembership', POLICIES],
  ['corpGroup', 'urn:li:corpGroup:g', 'roleMembership', POLICIES],
  ['corpuser', 'urn:li:corpuser:ann', 'groupMembership', ACTORS],
  ['corpuser', 'urn:li:corpuser:ann', 'nativeGroupMembership', ACTORS],
  ['corpGroup', 'urn:li:corpGroup:g', 'corpGroupInfo', ACTORS],
  ['corpGroup', 'urn:li:corpGroup:g', 'status', ACTORS],
  ['corpuser', 'urn:li:corpuser:ann', 'corpUserStatus', ACTORS],
  ['corpuser', 'urn:li:corpuser:ann', 'status', ACTORS],
  ['corpuser', 'urn:li:corpuser:ann', 'subTypes', ACTORS],
  ['corpGroup', 'urn:li:corpGroup:eng', 'ownership', ACTORS],
  ['corpuser', 'urn:li:corpuser:ann', 'corpUserKey', ACTORS],
  ['corpuser', 'urn:li:corpuser:ann', 'corpUserCredentials', 'MANAGE_USER_CREDENTIALS'],
  ['dataHubAccessToken', 'urn:li:dataHubAccessToken:x', 'dataHubAccessTokenInfo', 'MANAGE_ACCESS_TOKENS'],
  ['globalSettings', 'urn:li:globalSettings:0', 'globalSettingsInfo', SETTINGS],
] as const

const upper = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

type Surface = readonly [line: string, body: unknown]

/** Every way to write this aspect of this entity. */
function surfaces(entityType: string, entityUrn: string, aspect: string): Surface[] {
  const proposal = (changeType: string): object => ({ entityType, entityUrn, changeType, aspectName: aspect })
  const snapshot = {
    value: {
      [`com.linkedin.metadata.snapshot.${upper(entityType).replace('Corpuser', 'CorpUser')}Snapshot`]: {
        urn: entityUrn,
        aspects: [{ 'com.linkedin.common.Ownership': {} }, { [`com.linkedin.x.${upper(aspect)}`]: {} }],
      },
    },
  }
  const harmless = {
    ...proposal('UPSERT'),
    entityType: 'dataset',
    entityUrn: 'urn:li:dataset:x',
    aspectName: 'status',
  }
  const upsert = { entityType, entityUrn, aspect: { __type: upper(aspect) } }
  const path = `${entityType}/${encodeURIComponent(entityUrn)}/${aspect}`
  return [
    ['POST /entities?action=ingest', { entity: snapshot }],
    ['POST /entities/?action=batchIngest', { entities: [snapshot] }],
    ...['UPSERT', 'CREATE', 'CREATE_ENTITY', 'PATCH', 'DELETE', 'unheard-of'].map(
      (change): Surface => ['POST /aspects?action=ingestProposal', { proposal: proposal(change) }],
    ),
    ['POST /aspects?action=ingestProposal', { proposal: { ...proposal('UPSERT'), entityType: 'dataset' } }],
    ['POST /aspects?action=ingestProposal', { proposal: { ...proposal('UPSERT'), entityUrn: undefined } }],
    ['POST /aspects?%61ction=ingestProposalBatch', { proposals: [harmless, proposal('UPSERT')] }],
    ['POST /openapi/entities/v1/', [upsert]],
    ['POST /openapi/platform/entities/v1/', [harmless, proposal('UPSERT')]],
    ['POST /openapi/v2/platform/entities/v1/', [proposal('DELETE')]],
    ...['v2', 'v3'].flatMap((version): Surface[] => [
      [`POST /openapi/${version}/entity/${path}`, { value: {} }],
      [`PATCH /openapi/${version}/entity/${path}`, { patch: [] }],
      [`PUT /openapi/${version}/entity/${path}`, undefined],
      [`POST /openapi/${version}/entity/${entityType}`, [{ urn: entityUrn, [aspect]: {} }]],
      [`POST /openapi/${version}/entity/scroll`, [{ urn: entityUrn, [aspect]: {} }]],
      [`POST /openapi/${version}/entity/dataset`, [{ urn: entityUrn, aspects: { [aspect]: {} } }]],
    ]),
    ['PATCH /openapi/v3/entity/dataset', [{ urn: entityUrn, [aspect]: { patch: [] } }]],
    ['POST /openapi/v3/entity/generic', { [entityType]: [{ urn: entityUrn, [aspect]: {} }] }],
    ['PATCH /openapi/v3/entity/generic', { dataset: [{ urn: entityUrn, [aspect.toUpperCase()]: {} }] }],
    ['POST /openapi/v9/entities', { what: [`${entityUrn}`, aspect] }],
    ['POST /openapi/v9/entities', { [`${entityUrn.replaceAll(':', '%3A')}`]: [{ [aspect]: true }] }],
    [`DELETE /openapi/v9/${path}`, undefined],
  ]
}

for (const [type, urn, aspect, privilege] of PROTECTED) {
  t.test(`attack 94: ${aspect} of ${type} takes ${privilege} by every surface`, async (t) => {
    for (const [line, body] of surfaces(type, urn, aspect)) {
      for (const enforced of [false, true]) {
        const judgement = judged({ line, body, enforced, unmapped: 'allow' })
        if (enforced && judgement.kind === 'unreadable') continue
        t.ok(shortly(judgement).includes(privilege), `${line} ${JSON.stringify(body)}`)
      }
    }
  })
}

t.test(
  'what writes policies says so by every surface, and what only takes the same privilege does not',
  async (t) => {
    const ofPolicies = (surface: Surface, enforced: boolean): boolean => {
      const [line, body] = surface
      const judgement = judged({ line, body, enforced, unmapped: 'allow' })
      return judgement.kind === 'demands' && judgement.demands.some(({ writes }) => writes === 'policies')
    }
    for (const [type, urn, aspect] of PROTECTED) {
      // The end of a role changes the policies that name it.
      const ends = (surface: Surface) =>
        type === 'dataHubRole' && /"changeType":"DELETE"/.test(JSON.stringify(surface))
      for (const surface of surfaces(type, urn, aspect)) {
        const isOfPolicies = type === 'dataHubPolicy' || ends(surface)
        t.equal(ofPolicies(surface, false), isOfPolicies, `${aspect} ${surface[0]}`)
      }
    }
    const role = { urn: 'urn:li:dataHubRole:Editor' }
    for (const action of ['delete', 'deleteReferences'])
      t.ok(ofPolicies([`POST /entities?action=${action}`, role], false), action)
    t.ok(ofPolicies(['POST /runs?action=rollback', { runId: 'x' }], true))
  },
)

t.test('deleting a whole entity takes the privilege for it, by every surface', async (t) => {
  const rows = PROTECTED.filter(([type, , , privilege]) => !/^corp/.test(type) || privilege === ACTORS)
  for (const [type, urn, , privilege] of rows) {
    const encoded = encodeURIComponent(urn)
    const all: Surface[] = [
      ['POST /openapi/entities/v1', [{ entityUrn: urn, entityKeyAspect: {} }]],
      ['POST /entities?action=delete', { urn }],
      ['POST /entities?action=deleteReferences', { urn }],
      [`DELETE /openapi/entities/v1/?urns=urn:li:tag:a&urns=${encoded}`, undefined],
      [`DELETE /openapi/v2/entity/${type}/${encoded}`, undefined],
      [`DELETE /openapi/v3/entity/dataset/${encoded}?aspects=ownership`, undefined],
      [`DELETE /openapi/v3/entity/${type}/${encoded}/ownership`, undefined],
      [`DELETE /relationships?urn=${encoded}`, undefined],
    ]
    for (const [line, body] of all) t.ok(shortly(judged({ line, body })).includes(privilege), line)
  }
})

t.test(
  'deleting what nobody can tell beforehand takes every Manage privilege, and trying it none',
  async (t) => {
    const every = [POLICIES, ACTORS, 'MANAGE_USER_CREDENTIALS', 'MANAGE_ACCESS_TOKENS', SETTINGS]
    for (const line of ['POST /runs?action=rollback', 'POST /entities?action=deleteAll']) {
      for (const body of [{ runId: 'x' }, { dryRun: false }, { dryRun: 'true' }, undefined]) {
        t.same(shortly(judged({ line, body })), every)
      }
      t.equal(judged({ line, body: { dryRun: true } }).kind, 'open')
    }
  },
)

t.test('an aspect that decides is guarded whatever it is on and however it is spelled', async (t) => {
  const rows: [aspect: string, privilege: string][] = [
    ['dataHubPolicyKey', POLICIES],
    ['dataHubRoleKey', POLICIES],
    ['inviteTokenKey', POLICIES],
    ['corpGroupKey', ACTORS],
    ['dataHubAccessTokenKey', 'MANAGE_ACCESS_TOKENS'],
    ['globalSettingsKey', SETTINGS],
    [' roleMembership ', POLICIES],
  ]
  const ask = (aspectName: string, entityUrn: string, changeType: string) =>
    shortly(
      judged({
        line: 'POST /aspects?action=ingestProposal',
        body: { proposal: { entityUrn, aspectName, changeType } },
      }),
    )
  for (const [aspect, privilege] of rows)
    t.same(ask(aspect, 'urn:li:dataset:x', 'UPSERT'), [privilege], aspect)
  t.same(ask('corpUserInfo', 'urn:li:corpuser:a', 'DELETE'), [ACTORS])
  t.same(ask('corpUserInfo', 'urn:li:corpuser:a', 'UPSERT'), 'open')
  t.same(shortly(judged({ line: 'DELETE /openapi/v9/x?what=urn:li:corpuser:a' })), [ACTORS])
})

t.test('the cluster, message offsets and repairs are guarded by themselves', async (t) => {
  for (const line of [
    'PATCH /openapi/operations/k8/deployments/gms/env',
    'POST /openapi/operations/messaging/consumer/offsets/reset',
    'POST /openapi/operations/consistency/fix',
    'POST /openapi/operations/kafka/mcp-failed/replay',
    'POST /openapi/operations/maintenance/enable',
    'PUT /openapi/operations/notYetInvented',
    'POST /openapi/operations/elasticSearch/notYetInvented',
  ]) {
    t.same(shortly(judged({ line, body: {} })), ['MANAGE_SYSTEM_OPERATIONS'], line)
  }
})

t.test('what others write every day is open', async (t) => {
  const owner = { owners: [{ owner: 'urn:li:corpuser:ann' }] }
  const proposal = {
    entityType: 'dataset',
    entityUrn: 'urn:li:dataset:x',
    changeType: 'UPSERT',
    aspectName: 'ownership',
  }
  const rows: Surface[] = [
    ['POST /aspects?action=ingestProposal', { proposal: { ...proposal, aspect: owner } }],
    ['POST /aspects?action=ingestProposal', { proposal: { ...proposal, aspectName: 'status' } }],
    [
      'POST /aspects?action=ingestProposal',
      {
        proposal: {
          ...proposal,
          entityUrn: 'urn:li:corpuser:a',
          aspectName: 'corpUserInfo',
          entityType: 'corpuser',
        },
      },
    ],
    ['POST /openapi/v3/entity/dataset', [{ urn: 'urn:li:dataset:x', ownership: { value: owner } }]],
    ['POST /openapi/v3/entity/dataset/urn:li:dataset:x/status', { value: { removed: true } }],
    ['POST /entities?action=delete', { urn: 'urn:li:dataset:x' }],
    ['POST /entities?action=search', 'not read at all'],
    ['POST /openapi/v3/entity/scroll', { entities: ['dataHubPolicy'] }],
    ['POST /openapi/operations/elasticSearch/restoreIndices', []],
    [
      'POST /usageStats?action=batchIngest',
      { buckets: [{ resource: 'urn:li:dataset:x', users: ['urn:li:corpuser:a'] }] },
    ],
    ['POST /openapi/openlineage/api/v1/lineage', { eventType: 'START' }],
    ['POST /openapi/v9/anything', { a: [1, null, true, 'b%zz'] }],
    ['DELETE /openapi/v9/anything', undefined],
    ['GET /openapi/v2/entity/dataHubPolicy/urn:li:dataHubPolicy:0', undefined],
  ]
  for (const [line, body] of rows) t.equal(judged({ line, body }).kind, 'open', line)
})

t.test('a write that does not say of what is refused', async (t) => {
  const rows: Surface[] = [
    ['POST /aspects?action=ingestProposal', {}],
    ['POST /aspects?action=ingestProposal', { proposal: { entityUrn: 'urn%3Ali%3Acorpuser%3Aann' } }],
    ['POST /aspects?action=ingestProposal', { proposal: { entityUrn: 7 } }],
    ['POST /aspects?action=ingestProposalBatch', { proposals: {} }],
    ['POST /entities?action=ingest', { entity: { value: 7 } }],
    ['POST /entities?action=ingest', { entity: { value: {} } }],
    ['POST /entities?action=ingest', { entity: { value: { a: {}, b: {} } } }],
    ['POST /entities?action=delete', undefined],
    ['POST /openapi/v3/entity/dataset', { urn: 'urn:li:dataset:x' }],
    ['POST /openapi/v3/entity/dataset', [null]],
    ['POST /openapi/v3/entity/generic', []],
    ['DELETE /openapi/entities/v1/', undefined],
    ['DELETE /openapi/entities/v1/?urns=urn%253Ali%253Acorpuser%253Aann', undefined],
    ['DELETE /relationships', undefined],
    ['DELETE /openapi/v3/entity/dataset%2Furn:li:corpuser:ann/status', undefined],
    ['DELETE /openapi/v3/entity/dataset%2Furn:li:corpuser:ann/urn:li:dataset:x', undefined],
  ]
  for (const [line, body] of rows)
    t.equal(judged({ line, body }).kind, 'unreadable', `${line} ${JSON.stringify(body)}`)
})

const harmless = fc.record({
  entityType: fc.constant('dataset'),
  entityUrn: fc.nat().map((at) => `urn:li:dataset:${at}`),
  changeType: fc.constant('UPSERT'),
  aspectName: fc.constantFrom('status', 'ownership', 'subTypes'),
  aspect: fc.record({ value: fc.string(), contentType: fc.constant('application/json') }),
})

t.test('a protected write is found wherever it hides in a batch', async () => {
  const hidden = fc.constantFrom(...PROTECTED)
  fc.assert(
    fc.property(
      fc.array(harmless),
      hidden,
      fc.array(harmless),
      (before, [type, urn, aspect, privilege], after) => {
        const proposal = { entityType: type, entityUrn: urn, changeType: 'UPSERT', aspectName: aspect }
        const body = { proposals: [...before, proposal, ...after] }
        return shortly(judged({ line: 'POST /aspects?action=ingestProposalBatch', body })).includes(privilege)
      },
    ),
  )
})

t.test('the order of names in a body changes nothing', async () => {
  fc.assert(
    fc.property(fc.constantFrom(...PROTECTED), fc.integer(), ([type, urn, aspect], seed) => {
      return surfaces(type, urn, aspect).every(([line, body]) => {
        const [one, other] = [body, reordered(body, seed)].map((each) => judged({ line, body: each }))
        return JSON.stringify(shortly(one as never)) === JSON.stringify(shortly(other as never))
      })
    }),
    { numRuns: 20 },
  )
})

function reordered(value: unknown, seed: number): unknown {
  if (Array.isArray(value)) return value.map((each) => reordered(each, seed))
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).map(([name, each]) => [name, reordered(each, seed)] as const)
  return Object.fromEntries(seed % 2 === 0 ? entries.reverse() : entries.sort(([a], [b]) => (a < b ? 1 : -1)))
}
