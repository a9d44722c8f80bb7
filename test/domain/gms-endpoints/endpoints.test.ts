import t from 'tap'
import { ENDPOINTS, findEndpoint } from '../../../src/domain/gms-endpoints/endpoints.ts'
import { readQuery, single } from '../../../src/domain/gms-endpoints/query.ts'
import { headOf, judged, shortly } from './judged.ts'

const URN = 'urn:li:dataset:(urn:li:dataPlatform:hive,a,PROD)'
const WRITTEN = encodeURIComponent(URN).replaceAll('(', '%28').replaceAll(')', '%29')
const TAG = 'urn:li:tag:b'

const READ = 'VIEW_ENTITY_PAGE|GET_ENTITY_PRIVILEGE|EDIT_ENTITY|DELETE_ENTITY'
const EXISTS = 'EXISTS_ENTITY|EDIT_ENTITY|DELETE_ENTITY|VIEW_ENTITY_PAGE|SEARCH_PRIVILEGE'
const CREATE = 'CREATE_ENTITY|EDIT_ENTITY'
const LINEAGE_READ = 'VIEW_ENTITY_PAGE|GET_ENTITY_PRIVILEGE|EDIT_ENTITY|EDIT_LINEAGE|DELETE_ENTITY'
const EDGE_READ = 'VIEW_ENTITY_PAGE|GET_ENTITY_PRIVILEGE|EDIT_ENTITY'
const SERIES_READ = 'GET_TIMESERIES_ASPECT_PRIVILEGE|EDIT_ENTITY|DELETE_ENTITY'
const SYSTEM = 'MANAGE_SYSTEM_OPERATIONS'
const DELETES_ANYTHING = [
  'DELETE_ENTITY',
  'MANAGE_POLICIES',
  'MANAGE_USERS_AND_GROUPS',
  'MANAGE_INGESTION',
  'MANAGE_SECRETS',
  'MANAGE_ACCESS_TOKENS',
  'MANAGE_STRUCTURED_PROPERTIES',
  'MANAGE_GLOBAL_SETTINGS',
]

const on = (privileges: string): string[] => [`${privileges} dataset ${URN}`]
const type = (privileges: string, name = 'dataset'): string[] => [`${privileges} ${name} *`]

const proposal = (changeType: string, fields: object = {}): object => ({
  entityType: 'dataset',
  entityUrn: URN,
  changeType,
  aspectName: 'status',
  ...fields,
})
const snapshot = { value: { 'com.linkedin.metadata.snapshot.DatasetSnapshot': { urn: URN, aspects: [] } } }
const upsert = { entityType: 'dataset', entityUrn: URN, aspect: { __type: 'Status', removed: false } }

type Wanted = string[] | string
type Row = readonly [line: string, body: unknown, wanted: Wanted]

const REST_LI: readonly Row[] = [
  [`GET /entities/${WRITTEN}`, undefined, on(READ)],
  [`HEAD /entities/${WRITTEN}`, undefined, on(READ)],
  [`GET /entities?ids=List(${WRITTEN},urn%3Ali%3Atag%3Ab)`, undefined, [...on(READ), `${READ} tag ${TAG}`]],
  [`GET /entitiesV2/${WRITTEN}?aspects=List(ownership)`, undefined, on(READ)],
  [`GET /entitiesV2?ids=List(${WRITTEN})`, undefined, on(READ)],
  [
    `GET /entitiesVersionedV2?ids=List((urn:${WRITTEN},versionStamp:x),(versionStamp:y,urn:urn%3Ali%3Atag%3Ab))`,
    undefined,
    [...on(READ), `${READ} tag ${TAG}`],
  ],
  ['POST /entities?action=ingest', { entity: snapshot }, on(CREATE)],
  ['POST /entities?action=batchIngest', { entities: [snapshot, snapshot] }, on(CREATE)],
  ...['search', 'list', 'autocomplete', 'browse', 'filter', 'listUrns'].map(
    (action): Row => [`POST /entities?action=${action}`, { entity: 'dataset' }, type(READ)],
  ),
  ...['searchAcrossEntities', 'scrollAcrossEntities'].flatMap((action): Row[] => [
    [
      `POST /entities?action=${action}`,
      { entities: ['dataset', 'tag'] },
      [...type(READ), ...type(READ, 'tag')],
    ],
    [`POST /entities?action=${action}`, { entities: [] }, [READ]],
    [`POST /entities?action=${action}`, {}, [READ]],
  ]),
  ['POST /entities?action=searchAcrossLineage', { urn: URN }, [LINEAGE_READ]],
  ['POST /entities?action=scrollAcrossLineage', { urn: URN }, [LINEAGE_READ]],
  ['POST /entities?action=getBrowsePaths', { urn: URN }, on(READ)],
  ['POST /entities?action=exists', { urn: URN }, on(EXISTS)],
  ['POST /entities?action=delete', { urn: URN }, on('DELETE_ENTITY')],
  ['POST /entities?action=deleteReferences', { urn: URN }, on('DELETE_ENTITY')],
  ['POST /entities?action=deleteAll', { registryId: 'x', dryRun: true }, DELETES_ANYTHING],
  ['POST /entities?action=setWritable', { value: true }, ['SET_WRITEABLE_PRIVILEGE']],
  ['POST /entities?action=getTotalEntityCount', { entity: 'dataset' }, ['GET_COUNTS_PRIVILEGE']],
  ['POST /entities?action=batchGetTotalEntityCount', { entities: [] }, ['GET_COUNTS_PRIVILEGE']],
  ['POST /entities?action=applyRetention', { urn: URN }, on('APPLY_RETENTION_PRIVILEGE')],
  ['POST /entities?action=applyRetention', {}, ['APPLY_RETENTION_PRIVILEGE']],
  [`GET /aspects/${WRITTEN}?aspect=status&version=0`, undefined, on(READ)],
  ['POST /aspects?action=getTimeseriesAspectValues', { urn: URN }, on(SERIES_READ)],
  ...['CREATE', 'UPSERT', 'UPDATE', 'RESTATE', 'PATCH'].map(
    (change): Row => [
      'POST /aspects?action=ingestProposal',
      { proposal: proposal(change) },
      on('EDIT_ENTITY'),
    ],
  ),
  ['POST /aspects?action=ingestProposal', { proposal: proposal('CREATE_ENTITY') }, on(CREATE)],
  ['POST /aspects?action=ingestProposal', { proposal: proposal('DELETE') }, on('DELETE_ENTITY')],
  ['POST /aspects?action=ingestProposal', { proposal: proposal('upsert') }, 'unreadable'],
  [
    'POST /aspects?action=ingestProposal',
    { proposal: proposal('UPSERT', { entityUrn: null, entityKeyAspect: {} }) },
    type('EDIT_ENTITY'),
  ],
  ['POST /aspects?action=ingestProposalBatch', { proposals: [proposal('UPSERT')] }, on('EDIT_ENTITY')],
  ['POST /aspects?action=getCount', { aspect: 'status' }, ['GET_COUNTS_PRIVILEGE']],
  [
    'POST /aspects?action=restoreIndices',
    { urn: URN },
    [`RESTORE_INDICES_PRIVILEGE|${SYSTEM}`, ...on(`RESTORE_INDICES_PRIVILEGE|${SYSTEM}`)],
  ],
  [`GET /relationships?urn=${WRITTEN}&direction=INCOMING`, undefined, on(LINEAGE_READ)],
  [`DELETE /relationships?urn=${WRITTEN}`, undefined, on('EDIT_ENTITY|DELETE_ENTITY|EDIT_LINEAGE')],
  ['POST /relationships?action=getLineage', { urn: URN }, on(LINEAGE_READ)],
  ['POST /usageStats?action=batchIngest', { buckets: [{ resource: URN }] }, on('EDIT_ENTITY')],
  ['POST /usageStats?action=query', { resource: URN }, on('VIEW_DATASET_USAGE')],
  ['POST /usageStats?action=queryRange', { resource: URN }, on('VIEW_DATASET_USAGE')],
  ['POST /platform?action=producePlatformEvent', { name: 'x' }, ['PRODUCE_PLATFORM_EVENT_PRIVILEGE']],
  ['POST /operations?action=restoreIndices', { urn: URN }, on(`RESTORE_INDICES_PRIVILEGE|${SYSTEM}`)],
  ['POST /operations?action=getEsTaskStatus', {}, [`GET_ES_TASK_STATUS_PRIVILEGE|${SYSTEM}`]],
  ['POST /operations?action=getIndexSizes', undefined, [`GET_TIMESERIES_INDEX_SIZES_PRIVILEGE|${SYSTEM}`]],
  ['POST /operations?action=truncateTimeseriesAspect', {}, [`TRUNCATE_TIMESERIES_INDEX_PRIVILEGE|${SYSTEM}`]],
  ['POST /analytics?action=getTimeseriesStats', { entityName: 'dataset' }, type(SERIES_READ)],
  [
    'POST /runs?action=rollback',
    { runId: 'x' },
    [
      'MANAGE_POLICIES',
      'MANAGE_USERS_AND_GROUPS',
      'MANAGE_USER_CREDENTIALS',
      'MANAGE_ACCESS_TOKENS',
      'MANAGE_GLOBAL_SETTINGS|MANAGE_POLICIES',
      ...DELETES_ANYTHING.filter((each) => !/POLICIES|USERS|TOKENS/.test(each)),
    ],
  ],
  ['POST /runs?action=rollback', { runId: 'x', dryRun: true }, DELETES_ANYTHING],
  ['POST /runs?action=list', {}, 'open'],
  ['POST /runs?action=describe', { runId: 'x' }, 'open'],
]

const v1 = '/openapi/entities/v1'
const OPEN_API: readonly Row[] = [
  [`GET ${v1}/latest?urns=${WRITTEN}&urns=urn:li:tag:b`, undefined, [...on(READ), `${READ} tag ${TAG}`]],
  [`POST ${v1}/`, [upsert], on('EDIT_ENTITY')],
  [`POST ${v1}/?createIfNotExists=true`, [upsert], on('EDIT_ENTITY')],
  [`POST ${v1}?createEntityIfNotExists=true`, [upsert], on(CREATE)],
  [`POST ${v1}?createEntityIfNotExists=true&createIfNotExists=false`, [upsert], on(CREATE)],
  [`POST ${v1}?createEntityIfNotExists=true&createIfNotExists=yes`, [upsert], on('EDIT_ENTITY')],
  [`DELETE ${v1}/?urns=${WRITTEN}&soft=false`, undefined, on('DELETE_ENTITY')],
  ['POST /openapi/platform/entities/v1/', [proposal('UPSERT')], on('EDIT_ENTITY')],
  ['POST /openapi/v2/platform/entities/v1/', [proposal('DELETE')], on('DELETE_ENTITY')],
  [`GET /openapi/relationships/v1/?urn=${WRITTEN}`, undefined, on(EDGE_READ)],
  [`GET /openapi/timeline/v1/${WRITTEN}`, undefined, on('GET_TIMELINE_PRIVILEGE')],
  [`GET /openapi/v2/timeline/v1/${WRITTEN}`, undefined, on('GET_TIMELINE_PRIVILEGE')],
  ['POST /openapi/v2/entity/batch/dataset', { urns: [URN] }, on(READ)],
  ...['v2', 'v3'].flatMap((version): Row[] => {
    const root = `/openapi/${version}/entity`
    return [
      [`GET ${root}/dataset?count=10`, undefined, type(READ)],
      [`GET ${root}/dataset/${WRITTEN}`, undefined, on(READ)],
      [`GET ${root}/dataset/${WRITTEN}/status`, undefined, on(READ)],
      [`HEAD ${root}/dataset/${WRITTEN}`, undefined, on(EXISTS)],
      [`HEAD ${root}/dataset/${WRITTEN}/status`, undefined, on(EXISTS)],
      [`POST ${root}/dataset/${WRITTEN}/status`, {}, on(CREATE)],
      [`PATCH ${root}/dataset/${WRITTEN}/status`, {}, on('EDIT_ENTITY')],
      [`DELETE ${root}/dataset/${WRITTEN}`, undefined, on('DELETE_ENTITY')],
      [`DELETE ${root}/dataset/${WRITTEN}/status`, undefined, on('DELETE_ENTITY')],
      [`POST ${root}/dataset`, [{ urn: URN, status: {} }], type(CREATE)],
      [`POST ${root}/dataset`, [], type(CREATE)],
      [
        `POST ${root}/dataset`,
        [{ urn: TAG, aspects: { status: {} } }],
        [...type(CREATE), ...type(CREATE, 'tag')],
      ],
    ]
  }),
  ['PATCH /openapi/v3/entity/dataset', [{ urn: URN, status: {} }], type('EDIT_ENTITY')],
  ['POST /openapi/v3/entity/dataset/batchGet', [{ urn: URN }], on(READ)],
  ['POST /openapi/v3/entity/generic/batchGet', { dataset: [{ urn: URN }] }, on(READ)],
  ['POST /openapi/v3/entity/generic', { dataset: [{ urn: URN }] }, type(CREATE)],
  ['PATCH /openapi/v3/entity/generic', { dataset: [{ urn: URN, status: {} }] }, type('EDIT_ENTITY')],
  ['POST /openapi/v3/entity/scroll', { entities: ['dataset'] }, type(READ)],
  ['POST /openapi/v3/entity/scroll', {}, [READ]],
  ...['POST', 'DELETE'].map(
    (method): Row => [
      `${method} /openapi/v3/entity/versioning/urn:li:versionSet:x/relationship/versionOf/${WRITTEN}`,
      {},
      ['EDIT_ENTITY versionSet urn:li:versionSet:x', ...on('EDIT_ENTITY')],
    ],
  ),
  ...['v2', 'v3'].flatMap((version): Row[] => [
    [`GET /openapi/${version}/relationship/DownstreamOf`, undefined, [EDGE_READ]],
    [`GET /openapi/${version}/relationship/dataset/${WRITTEN}`, undefined, [EDGE_READ]],
    [`POST /openapi/${version}/relationship/scroll`, {}, [EDGE_READ]],
  ]),
  ['GET /openapi/v2/timeseries/dataset/datasetProfile', undefined, [SERIES_READ, ...type(READ)]],
  ['POST /openapi/v3/lineage/scroll', {}, [LINEAGE_READ]],
  [
    `POST /openapi/v3/logical/${WRITTEN}/relationship/physicalInstanceOf/urn:li:dataset:p`,
    {},
    [...on('EDIT_ENTITY'), 'EDIT_ENTITY dataset urn:li:dataset:p'],
  ],
  [`DELETE /openapi/v3/logical/${WRITTEN}/relationship/physicalInstanceOf`, undefined, on('EDIT_ENTITY')],
  [
    'POST /openapi/openlineage/api/v1/lineage',
    { eventType: 'START' },
    ['EDIT_ENTITY dataset *', 'EDIT_ENTITY dataJob *', 'EDIT_ENTITY dataFlow *'],
  ],
  ['POST /openapi/v1/analytics/datahub_usage_events/_search', {}, ['VIEW_ANALYTICS|GET_ANALYTICS_PRIVILEGE']],
  ['POST /openapi/v1/events/audit/search', {}, ['VIEW_ANALYTICS|GET_ANALYTICS_PRIVILEGE']],
  ['GET /openapi/v1/entities/counts', undefined, ['GET_COUNTS_PRIVILEGE']],
  ['GET /openapi/v1/entities/dataset/count', undefined, ['GET_COUNTS_PRIVILEGE']],
  ['POST /openapi/v1/trace/write/abc', { [URN]: ['status'] }, on(READ)],
  [
    'GET /openapi/operations/elasticSearch/getTaskStatus',
    undefined,
    [`GET_ES_TASK_STATUS_PRIVILEGE|${SYSTEM}`],
  ],
  [
    'GET /openapi/operations/elasticSearch/getIndexSizes',
    undefined,
    [`GET_TIMESERIES_INDEX_SIZES_PRIVILEGE|${SYSTEM}`],
  ],
  [
    'GET /openapi/operations/elasticSearch/explainSearchQuery',
    undefined,
    [`ES_EXPLAIN_QUERY_PRIVILEGE|${SYSTEM}`],
  ],
  [
    'GET /openapi/operations/elasticSearch/restoreIndices',
    undefined,
    [`RESTORE_INDICES_PRIVILEGE|${SYSTEM}`],
  ],
  ['POST /openapi/operations/elasticSearch/restoreIndices', [], [`RESTORE_INDICES_PRIVILEGE|${SYSTEM}`]],
  ['POST /openapi/operations/elasticSearch/entity/raw', [], [SYSTEM]],
  ['GET /openapi/v1/system-info', undefined, [SYSTEM]],
  ['GET /openapi/operations/k8/pods', undefined, [SYSTEM]],
  ['PATCH /openapi/operations/k8/deployments/gms/env', {}, [SYSTEM]],
  ...['/health', '/config', '/openapi/up/', '/openapi/check/ready', '/schema-registry/api/subjects'].map(
    (path): Row => [`GET ${path}`, undefined, 'open'],
  ),
]

for (const [line, body, wanted] of [...REST_LI, ...OPEN_API]) {
  t.test(`${line} ${JSON.stringify(body)?.slice(0, 60)} asks what DataHub asks`, async (t) => {
    t.same(shortly(judged({ line, body, enforced: true })), wanted)
  })
}

t.test('every other row is open to everybody, or for those who manage system operations', async (t) => {
  const asked = new Set(
    [...REST_LI, ...OPEN_API].map(([line]) => {
      const { method, path, search } = headOf(line)
      return findEndpoint(method, path, single(readQuery(search), 'action'))?.endpoint
    }),
  )
  for (const { method, path } of ENDPOINTS.filter((each) => !asked.has(each))) {
    const line = `${method} ${path.replaceAll(/\{[^}]+\}/g, 'x')}`
    const wanted = /Diff$/.test(path) ? [`ES_EXPLAIN_QUERY_PRIVILEGE|${SYSTEM}`] : [SYSTEM]
    const isOpen = !/\/operations\/|\/system-info|\/registry\//.test(path)
    t.same(shortly(judged({ line, body: {}, enforced: true })), isOpen ? 'open' : wanted, line)
  }
})

t.test('no two rows are the same request', async (t) => {
  const keys = ENDPOINTS.map(({ method, path, action }) => `${method} ${path} ${action}`)
  t.equal(new Set(keys).size, keys.length)
})

t.test('what no row fits is unmapped, or open where that is allowed', async (t) => {
  for (const line of [
    'GET /nothing',
    'POST /nothing',
    'PUT /entities',
    'POST /entities?action=new',
    'POST /entities',
  ]) {
    t.equal(judged({ line, enforced: true }).kind, 'unmapped', line)
    t.equal(judged({ line, enforced: true, unmapped: 'allow' }).kind, 'open', line)
  }
})

t.test('a batch asks each question once, and no more than a thousand', async (t) => {
  const batch = (size: number): object => ({
    proposals: Array.from({ length: size }, (_, at) => proposal('UPSERT', { entityUrn: `urn:li:tag:${at}` })),
  })
  const asked = (size: number) =>
    judged({ line: 'POST /aspects?action=ingestProposalBatch', body: batch(size), enforced: true })
  t.equal(shortly(asked(1000)).length, 1000)
  t.equal(asked(1001).kind, 'unreadable')
  t.equal(judged({ line: 'POST /aspects?action=ingestProposalBatch', body: batch(1001) }).kind, 'open')
})
