import { SYSTEM_ACTOR } from '../aspect-change.ts'
import type { AspectStore, VersionedAspect } from '../aspect-store.ts'
import { entitySpecOf, keyAspectOf } from '../entity-registry.ts'
import { type EntityUrn, parseUrn } from '../entity-urn.ts'
import { objectField, parseJsonObject } from '../json.ts'
import { parseRestLiKeys, parseRestLiList } from '../request-target.ts'
import { RestLiError, restLiAnswer } from '../rest-li.ts'
import { parseSnapshot, snapshotEntity } from '../snapshots.ts'
import { actionRoute, type Route, type SandboxRequest } from './route.ts'

/**
 * `GET /entities/{urn}` (EntityResource.java), `GET /entitiesV2/{urn}` and `GET /entitiesV2?ids=List(…)`
 * (EntityV2Resource.java), all with an optional `aspects=List(a,b)`, `POST /entities?action=ingest`, and
 * `POST /entities?action=listUrns` with `{entity, start, count}`. An entity of which nothing is kept is answered with its
 * key aspect alone, as GMS does: whether it exists is asked elsewhere.
 */
export function entityRoutes(store: AspectStore): Route[] {
  return [
    {
      method: 'GET',
      path: '/entities/{urn}',
      handle(request) {
        const { urn, spec, aspects } = read(request.urn, request)
        return restLiAnswer(snapshotEntity(urn.text, spec, aspects.values()))
      },
    },
    {
      method: 'GET',
      path: '/entitiesV2/{urn}',
      handle(request) {
        return restLiAnswer(entityResponse(request.urn, request))
      },
    },
    {
      method: 'GET',
      path: '/entitiesV2',
      handle(request) {
        const found = parseRestLiKeys(request.rawQuery.get('ids') ?? '').map((urn) =>
          entityResponse(urn, request),
        )
        const results = Object.fromEntries(found.map((entity) => [entity.urn, entity]))
        return restLiAnswer({ results, statuses: {}, errors: {} })
      },
    },
    actionRoute('/entities', {
      async ingest({ body, caller }) {
        const entity = objectField(parseJsonObject(await body(), 'The body'), 'entity')
        store.apply(parseSnapshot(entity), caller.actorUrn)
        return restLiAnswer()
      },
      async listUrns({ body }) {
        const { entity, start, count } = parseJsonObject(await body(), 'The body')
        if (typeof entity !== 'string' || !isCount(start) || !isCount(count)) {
          throw new RestLiError(400, 'The body must have an "entity", a "start" and a "count".')
        }
        const urns = store.urns(entitySpecOf(entity).keyAspectName)
        const entities = urns.slice(start, start + count)
        return restLiAnswer({ value: { start, count: entities.length, total: urns.length, entities } })
      },
    }),
  ]

  function entityResponse(text: string, request: SandboxRequest) {
    const { urn, spec, aspects } = read(text, request)
    return { urn: urn.text, entityName: spec.name, aspects: enveloped(aspects) }
  }

  function read(text: string, { query }: SandboxRequest) {
    const urn = parseUrn(text)
    const spec = entitySpecOf(urn.entityType)
    const asked = query.get('aspects')
    const names = asked === undefined ? undefined : new Set([spec.keyAspectName, ...parseRestLiList(asked)])
    const kept = [...store.latest(urn.text)].filter(([name]) => names?.has(name) ?? true)
    return { urn, spec, aspects: new Map([[spec.keyAspectName, virtualKeyAspect(urn)], ...kept]) }
  }
}

// Java's int.
function isCount(value: unknown): value is number {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) < 2 ** 31
}

function virtualKeyAspect(urn: EntityUrn): VersionedAspect {
  const spec = entitySpecOf(urn.entityType)
  const created = { actor: SYSTEM_ACTOR, time: Date.now() }
  return { version: 0, recordName: spec.keyRecordName, value: keyAspectOf(urn, spec), created }
}

// EnvelopedAspect.pdl
function enveloped(aspects: ReadonlyMap<string, VersionedAspect>): object {
  return Object.fromEntries(
    Array.from(aspects, ([name, { version, value, created }]) => [
      name,
      { name, type: 'VERSIONED', version, value, created },
    ]),
  )
}
