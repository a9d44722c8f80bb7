import {
  any,
  demandOn,
  type Endpoint,
  type EndpointRequest,
  everything,
  on,
  orSystemOperations,
  pathType,
  pathUrns,
  queryUrn,
  urnsDecodedTwice,
} from './endpoint.ts'
import { isObject, listOf } from './json-body.ts'
import { privilegesFor } from './operation-privileges.ts'
import { single } from './query.ts'
import { anyOfType, resourceOf } from './subject.ts'
import { Unreadable } from './unreadable.ts'
import { proposalWrite, upsertWrite } from './writes.ts'

// CREATE_ENTITY asks for less, and counts only where it is said alone and in so many letters (MappingUtil.java).
function upsertOperation({ query }: EndpointRequest): 'CREATE' | 'UPDATE' {
  const [entity, aspect] = [single(query, 'createEntityIfNotExists'), single(query, 'createIfNotExists')]
  return entity === 'true' && (aspect ?? 'false') === 'false' ? 'CREATE' : 'UPDATE'
}

const V1: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/openapi/entities/v1/latest',
    asks: on('ENTITY', 'READ', (request) => urnsDecodedTwice(request).map(resourceOf)),
  },
  {
    method: 'POST',
    path: '/openapi/entities/v1',
    body: true,
    writes: (request) =>
      listOf(request.body, 'the body').map((each) => upsertWrite(each, upsertOperation(request))),
  },
  {
    method: 'DELETE',
    path: '/openapi/entities/v1',
    writes: (request) =>
      urnsDecodedTwice(request).map((urn) => ({
        type: undefined,
        urn,
        aspect: undefined,
        operation: 'DELETE' as const,
      })),
  },
  ...['/openapi/platform/entities/v1', '/openapi/v2/platform/entities/v1'].map(
    (path): Endpoint => ({
      method: 'POST',
      path,
      body: true,
      writes: ({ body }) => listOf(body, 'the body').map(proposalWrite),
    }),
  ),
  { method: 'GET', path: '/openapi/relationships/v1', asks: on('RELATIONSHIP', 'READ', queryUrn) },
  ...['/openapi/timeline/v1/{urn}', '/openapi/v2/timeline/v1/{urn}'].map(
    (path): Endpoint => ({ method: 'GET', path, asks: any(['GET_TIMELINE_PRIVILEGE'], pathUrns('urn')) }),
  ),
]

const readsRelationships = on('RELATIONSHIP', 'READ', everything)

// Both ends of every edge are looked at by DataHub besides: a question about everything covers them.
const RELATIONSHIPS: readonly Endpoint[] = ['/openapi/v2/relationship', '/openapi/v3/relationship'].flatMap(
  (root): Endpoint[] => [
    { method: 'GET', path: `${root}/{relationship}`, asks: readsRelationships },
    { method: 'GET', path: `${root}/{type}/{urn}`, asks: readsRelationships },
    { method: 'POST', path: `${root}/scroll`, asks: readsRelationships },
  ],
)

const readsTimeseries = on('TIMESERIES', 'READ', everything)
const readsType = on('ENTITY', 'READ', pathType)

// OpenLineage's events name jobs and datasets in their own way, and DataHub writes all of them without asking.
const LINEAGE_TYPES = ['dataset', 'dataJob', 'dataFlow']

const OTHERS: readonly Endpoint[] = [
  {
    method: 'GET',
    path: '/openapi/v2/timeseries/{type}/{aspect}',
    asks: (request) => [...readsTimeseries(request), ...readsType(request)],
  },
  { method: 'POST', path: '/openapi/v3/lineage/scroll', asks: on('LINEAGE', 'READ', everything) },
  {
    method: 'POST',
    path: '/openapi/v3/logical/{child}/relationship/physicalInstanceOf/{parent}',
    asks: on('ENTITY', 'UPDATE', pathUrns('child', 'parent')),
  },
  {
    method: 'DELETE',
    path: '/openapi/v3/logical/{child}/relationship/physicalInstanceOf',
    asks: on('ENTITY', 'UPDATE', pathUrns('child')),
  },
  {
    method: 'POST',
    path: '/openapi/openlineage/api/v1/lineage',
    asks: () =>
      LINEAGE_TYPES.map((type) => demandOn(privilegesFor('ENTITY', 'UPDATE', type), anyOfType(type))),
  },
  {
    method: 'POST',
    path: '/openapi/v1/analytics/datahub_usage_events/_search',
    asks: on('ANALYTICS', 'READ', everything),
  },
  { method: 'POST', path: '/openapi/v1/events/audit/search', asks: on('ANALYTICS', 'READ', everything) },
  { method: 'GET', path: '/openapi/v1/entities/counts', asks: on('COUNTS', 'READ', everything) },
  { method: 'GET', path: '/openapi/v1/entities/{type}/count', asks: on('COUNTS', 'READ', everything) },
  {
    method: 'POST',
    path: '/openapi/v1/trace/write/{trace}',
    body: true,
    asks: on('ENTITY', 'READ', ({ body }) => {
      if (!isObject(body)) throw new Unreadable('Send an object of lists of aspects, by URN.')
      return Object.keys(body).map(resourceOf)
    }),
  },
]

const SYSTEM = any(['MANAGE_SYSTEM_OPERATIONS'])

const OPERATIONS: readonly Endpoint[] = [
  ...(
    [
      ['GET', 'getTaskStatus', 'GET_ES_TASK_STATUS_PRIVILEGE'],
      ['GET', 'getIndexSizes', 'GET_TIMESERIES_INDEX_SIZES_PRIVILEGE'],
      ['GET', 'explainSearchQuery', 'ES_EXPLAIN_QUERY_PRIVILEGE'],
      ['GET', 'explainSearchQueryDiff', 'ES_EXPLAIN_QUERY_PRIVILEGE'],
      ['GET', 'restoreIndices', 'RESTORE_INDICES_PRIVILEGE'],
      ['POST', 'restoreIndices', 'RESTORE_INDICES_PRIVILEGE'],
    ] as const
  ).map(
    ([method, name, privilege]): Endpoint => ({
      method,
      path: `/openapi/operations/elasticSearch/${name}`,
      asks: orSystemOperations(privilege),
    }),
  ),
  ...['entity', 'systemmetadata', 'timeseries', 'graph'].map(
    (name): Endpoint => ({
      method: 'POST',
      path: `/openapi/operations/elasticSearch/${name}/raw`,
      asks: SYSTEM,
    }),
  ),
  ...[
    '/openapi/v1/system-info',
    '/openapi/v1/system-info/spring-components',
    '/openapi/v1/system-info/properties',
    '/openapi/v1/system-info/properties/simple',
    '/openapi/v1/registry/models/entity/specifications',
    '/openapi/v1/registry/models/entity/specifications/{type}',
    '/openapi/v1/registry/models/entity/specifications/{type}/aspects',
    '/openapi/v1/registry/models/aspect/specifications',
    '/openapi/v1/registry/models/aspect/specifications/{aspect}',
    '/openapi/v1/registry/models/event/specifications',
  ].map((path): Endpoint => ({ method: 'GET', path, asks: SYSTEM })),
]

// The cluster's settings, offsets that bring old writes back, messages sent once more, repairs that delete. DataHub asks
// for this privilege, but not where its REST authorization is off; and it gets more of them with every version.
const GUARDED: readonly Endpoint[] = [
  ...['k8', 'messaging', 'consistency', 'throttle', 'kafka', 'maintenance'].map(
    (name): Endpoint => ({ method: 'GET', path: `/openapi/operations/${name}/{rest...}`, asks: SYSTEM }),
  ),
  ...(['POST', 'PUT', 'PATCH', 'DELETE'] as const).map(
    (method): Endpoint => ({
      method,
      path: '/openapi/operations/{rest...}',
      guards: () => ['system'],
      asks: () => [],
    }),
  ),
]

/** OpenAPI but for the entities of v2 and v3 (io.datahubproject.openapi). */
export const OPEN_API: readonly Endpoint[] = [...V1, ...RELATIONSHIPS, ...OTHERS, ...OPERATIONS, ...GUARDED]
