import {
  any,
  bodyType,
  bodyTypes,
  bodyUrn,
  bodyUrnOrAll,
  demandOn,
  type Endpoint,
  everything,
  on,
  orSystemOperations,
  pathUrns,
  queryIds,
  queryUrn,
} from './endpoint.ts'
import { fieldOf, listOf } from './json-body.ts'
import { SPECIAL_WRITE_PRIVILEGES } from './operation-privileges.ts'
import { EVERY_GUARD } from './protected-writes.ts'
import { restLiUrnsOfRecords, single } from './query.ts'
import { resourceOf } from './subject.ts'
import { proposalWrite, requiredUrn, snapshotWrites, type Write } from './writes.ts'

const READING: readonly Endpoint[] = [
  { method: 'GET', path: '/entities/{urn}', asks: on('ENTITY', 'READ', pathUrns('urn')) },
  { method: 'GET', path: '/entities', asks: on('ENTITY', 'READ', queryIds) },
  { method: 'GET', path: '/entitiesV2/{urn}', asks: on('ENTITY', 'READ', pathUrns('urn')) },
  { method: 'GET', path: '/entitiesV2', asks: on('ENTITY', 'READ', queryIds) },
  {
    method: 'GET',
    path: '/entitiesVersionedV2',
    asks: on('ENTITY', 'READ', ({ query }) => restLiUrnsOfRecords(query, 'ids').map(resourceOf)),
  },
  { method: 'GET', path: '/aspects/{urn}', asks: on('ENTITY', 'READ', pathUrns('urn')) },
  { method: 'GET', path: '/relationships', asks: on('LINEAGE', 'READ', queryUrn) },
]

/** Actions that write nothing that is protected, by resource. */
const PLAIN_ACTIONS: Readonly<Record<string, Readonly<Record<string, Required<Endpoint>['asks']>>>> = {
  '/entities': {
    search: on('ENTITY', 'READ', bodyType('entity')),
    list: on('ENTITY', 'READ', bodyType('entity')),
    autocomplete: on('ENTITY', 'READ', bodyType('entity')),
    browse: on('ENTITY', 'READ', bodyType('entity')),
    filter: on('ENTITY', 'READ', bodyType('entity')),
    listUrns: on('ENTITY', 'READ', bodyType('entity')),
    searchAcrossEntities: on('ENTITY', 'READ', bodyTypes('entities')),
    scrollAcrossEntities: on('ENTITY', 'READ', bodyTypes('entities')),
    searchAcrossLineage: on('LINEAGE', 'READ', everything),
    scrollAcrossLineage: on('LINEAGE', 'READ', everything),
    getBrowsePaths: on('ENTITY', 'READ', bodyUrn('urn')),
    exists: on('ENTITY', 'EXISTS', bodyUrn('urn')),
    getTotalEntityCount: on('COUNTS', 'READ', everything),
    batchGetTotalEntityCount: on('COUNTS', 'READ', everything),
    setWritable: any(['SET_WRITEABLE_PRIVILEGE']),
    applyRetention: any(['APPLY_RETENTION_PRIVILEGE'], bodyUrnOrAll('urn')),
  },
  '/aspects': {
    getTimeseriesAspectValues: on('TIMESERIES', 'READ', bodyUrn('urn')),
    getCount: on('COUNTS', 'READ', everything),
    // On nothing in particular, and then on the entity.
    restoreIndices: orSystemOperations('RESTORE_INDICES_PRIVILEGE', (request) => [
      undefined,
      ...bodyUrnOrAll('urn')(request),
    ]),
  },
  '/relationships': { getLineage: on('LINEAGE', 'READ', bodyUrn('urn')) },
  '/usageStats': {
    // Statistics of what others do with a dataset, which are aspects of it.
    batchIngest: on('ENTITY', 'UPDATE', ({ body }) =>
      listOf(fieldOf(body, 'buckets'), 'buckets').map((each) => resourceOf(requiredUrn(each, 'resource'))),
    ),
    query: any(['VIEW_DATASET_USAGE'], bodyUrn('resource')),
    queryRange: any(['VIEW_DATASET_USAGE'], bodyUrn('resource')),
  },
  '/platform': { producePlatformEvent: any(['PRODUCE_PLATFORM_EVENT_PRIVILEGE']) },
  '/operations': {
    restoreIndices: orSystemOperations('RESTORE_INDICES_PRIVILEGE', bodyUrnOrAll('urn')),
    getEsTaskStatus: orSystemOperations('GET_ES_TASK_STATUS_PRIVILEGE'),
    getIndexSizes: orSystemOperations('GET_TIMESERIES_INDEX_SIZES_PRIVILEGE'),
    truncateTimeseriesAspect: orSystemOperations('TRUNCATE_TIMESERIES_INDEX_PRIVILEGE'),
  },
  '/analytics': { getTimeseriesStats: on('TIMESERIES', 'READ', bodyType('entityName')) },
}

const isDryRun = (body: unknown): boolean => fieldOf(body, 'dryRun') === true

// What a registry or a run brought in is known to GMS alone, and may be of any type.
const deletesAnything = (): ReturnType<Required<Endpoint>['asks']> =>
  ['DELETE_ENTITY', ...SPECIAL_WRITE_PRIVILEGES].map((privilege) => demandOn([[privilege]], undefined))

const deletionOf = (urn: string): Write => ({ type: undefined, urn, aspect: undefined, operation: 'DELETE' })

const deletesEntity = on('ENTITY', 'DELETE', bodyUrn('urn'))
const deletesTimeseries = on('TIMESERIES', 'DELETE', bodyUrn('urn'))

const WRITING: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/entities',
    action: 'ingest',
    body: true,
    writes: ({ body }) => snapshotWrites(fieldOf(body, 'entity')),
  },
  {
    method: 'POST',
    path: '/entities',
    action: 'batchIngest',
    body: true,
    writes: ({ body }) => listOf(fieldOf(body, 'entities'), 'entities').flatMap(snapshotWrites),
  },
  {
    method: 'POST',
    path: '/entities',
    action: 'delete',
    body: true,
    writes: ({ body }) => [deletionOf(requiredUrn(body, 'urn'))],
    asks: (request) => [...deletesEntity(request), ...deletesTimeseries(request)],
  },
  {
    method: 'POST',
    path: '/entities',
    action: 'deleteReferences',
    body: true,
    writes: ({ body }) => [deletionOf(requiredUrn(body, 'urn'))],
  },
  {
    method: 'POST',
    path: '/entities',
    action: 'deleteAll',
    body: true,
    guards: ({ body }) => (isDryRun(body) ? [] : EVERY_GUARD),
    asks: deletesAnything,
  },
  {
    method: 'POST',
    path: '/aspects',
    action: 'ingestProposal',
    body: true,
    writes: ({ body }) => [proposalWrite(fieldOf(body, 'proposal'))],
  },
  {
    method: 'POST',
    path: '/aspects',
    action: 'ingestProposalBatch',
    body: true,
    writes: ({ body }) => listOf(fieldOf(body, 'proposals'), 'proposals').map(proposalWrite),
  },
  {
    method: 'POST',
    path: '/runs',
    action: 'rollback',
    body: true,
    guards: ({ body }) => (isDryRun(body) ? [] : EVERY_GUARD),
    asks: deletesAnything,
  },
  {
    method: 'DELETE',
    path: '/relationships',
    writes: ({ query }) => [deletionOf(requiredUrn({ urn: single(query, 'urn') }, 'urn'))],
    asks: on('LINEAGE', 'DELETE', queryUrn),
  },
]

/** Rest.li's resources (com.linkedin.metadata.resources): GMS's first API, which the Python client speaks. */
export const REST_LI: readonly Endpoint[] = [
  ...READING,
  ...WRITING,
  ...Object.entries(PLAIN_ACTIONS).flatMap(([path, actions]) =>
    Object.entries(actions).map(
      ([action, asks]): Endpoint => ({ method: 'POST', path, action, body: true, asks }),
    ),
  ),
  // No check of DataHub's: a list of runs, and what a run touched.
  { method: 'POST', path: '/runs', action: 'list' },
  { method: 'POST', path: '/runs', action: 'describe' },
]
