import { bodyTypes, type Endpoint, type EndpointRequest, on, pathType, pathUrns, urnsIn } from './endpoint.ts'
import { fieldOf, isObject, listOf } from './json-body.ts'
import type { GmsDemand } from './judgement.ts'
import type { Operation } from './operation-privileges.ts'
import { anyOfType, resourceOf } from './subject.ts'
import { Unreadable } from './unreadable.ts'
import { entityWrites, requiredUrn, type Write } from './writes.ts'

/** Entities of a body: `[{urn, …}]`. */
const entitiesOf = (body: unknown, type: string, operation: Operation): Write[] =>
  listOf(body, 'the body').flatMap((entity) => entityWrites(entity, type, operation))

/** Entities of several types: `{dataset: [{urn, …}], …}`. */
function byType(body: unknown): [string, unknown][] {
  if (!isObject(body)) throw new Unreadable('Send an object of lists of entities, by entity type.')
  return Object.entries(body)
}

const entitiesByType = (body: unknown, operation: Operation): Write[] =>
  byType(body).flatMap(([type, entities]) => entitiesOf(entities, type, operation))

// What a row asks about here is known before.
const NOTHING_READ: EndpointRequest = { path: {}, query: new Map(), body: undefined }

/**
 * DataHub asks about the type in the path, and writes what the entities' own URNs say: both types are asked about, each as
 * a whole, because whoever may write every entity of a type may write these.
 */
function onTypesOf(writes: readonly Write[], operation: Operation, alsoType?: string): GmsDemand[] {
  const types = new Set(writes.flatMap(({ type, urn }) => [type as string, resourceOf(urn as string).type]))
  if (alsoType !== undefined) types.add(alsoType)
  return on('ENTITY', operation, () => [...types].map(anyOfType))(NOTHING_READ)
}

const ofPath =
  (operation: Operation) =>
  ({ path }: EndpointRequest): Write[] => [
    { type: path.type, urn: requiredUrn(path, 'urn'), aspect: path.aspect, operation },
  ]

/** What v2 and v3 have in common (GenericEntitiesController.java). */
function generic(root: string): Endpoint[] {
  const entity = `${root}/{type}/{urn}`
  const aspect = `${entity}/{aspect}`
  return [
    { method: 'GET', path: `${root}/{type}`, asks: on('ENTITY', 'READ', pathType) },
    {
      method: 'POST',
      path: `${root}/{type}`,
      body: true,
      writes: ({ body, path }) => entitiesOf(body, path.type as string, 'CREATE'),
      asks: ({ body, path }) =>
        onTypesOf(entitiesOf(body, path.type as string, 'CREATE'), 'CREATE', path.type),
    },
    { method: 'GET', path: entity, asks: on('ENTITY', 'READ', pathUrns('urn')) },
    { method: 'HEAD', path: entity, asks: on('ENTITY', 'EXISTS', pathUrns('urn')) },
    { method: 'DELETE', path: entity, writes: ofPath('DELETE') },
    { method: 'GET', path: aspect, asks: on('ENTITY', 'READ', pathUrns('urn')) },
    { method: 'HEAD', path: aspect, asks: on('ENTITY', 'EXISTS', pathUrns('urn')) },
    { method: 'POST', path: aspect, writes: ofPath('CREATE') },
    { method: 'PATCH', path: aspect, writes: ofPath('UPDATE') },
    // v0.13.1 deletes the whole entity after the aspect.
    { method: 'DELETE', path: aspect, writes: ofPath('DELETE') },
  ]
}

const urnsOfEntities = (entities: unknown) =>
  listOf(entities, 'the body').map((entity) => resourceOf(requiredUrn(entity, 'urn')))

const V2: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/openapi/v2/entity/batch/{type}',
    body: true,
    asks: on('ENTITY', 'READ', ({ body }) => urnsIn(fieldOf(body, 'urns'), 'urns')),
  },
  ...generic('/openapi/v2/entity'),
]

const V3: readonly Endpoint[] = [
  {
    method: 'POST',
    path: '/openapi/v3/entity/generic/batchGet',
    body: true,
    asks: on('ENTITY', 'READ', ({ body }) =>
      byType(body).flatMap(([, entities]) => urnsOfEntities(entities)),
    ),
  },
  {
    method: 'POST',
    path: '/openapi/v3/entity/{type}/batchGet',
    body: true,
    asks: on('ENTITY', 'READ', ({ body }) => urnsOfEntities(body)),
  },
  {
    method: 'POST',
    path: '/openapi/v3/entity/scroll',
    body: true,
    // A GMS from before scrolling takes the word for an entity type, and writes what the URNs in a list say.
    writes: ({ body }) => (Array.isArray(body) ? entitiesOf(body, 'scroll', 'CREATE') : []),
    asks: on('ENTITY', 'READ', bodyTypes('entities')),
  },
  {
    method: 'POST',
    path: '/openapi/v3/entity/generic',
    body: true,
    writes: ({ body }) => entitiesByType(body, 'CREATE'),
    asks: ({ body }) => onTypesOf(entitiesByType(body, 'CREATE'), 'CREATE'),
  },
  {
    method: 'PATCH',
    path: '/openapi/v3/entity/generic',
    body: true,
    writes: ({ body }) => entitiesByType(body, 'UPDATE'),
    asks: ({ body }) => onTypesOf(entitiesByType(body, 'UPDATE'), 'UPDATE'),
  },
  {
    method: 'PATCH',
    path: '/openapi/v3/entity/{type}',
    body: true,
    writes: ({ body, path }) => entitiesOf(body, path.type as string, 'UPDATE'),
    asks: ({ body, path }) => onTypesOf(entitiesOf(body, path.type as string, 'UPDATE'), 'UPDATE', path.type),
  },
  ...(['POST', 'DELETE'] as const).map(
    (method): Endpoint => ({
      method,
      path: '/openapi/v3/entity/versioning/{versionSet}/relationship/versionOf/{urn}',
      asks: on('ENTITY', 'UPDATE', pathUrns('versionSet', 'urn')),
    }),
  ),
  ...generic('/openapi/v3/entity'),
]

/** The entities of OpenAPI's v2 and v3 (GenericEntitiesController.java, v2 and v3 EntityController.java). */
export const OPEN_API_ENTITIES: readonly Endpoint[] = [...V2, ...V3]
