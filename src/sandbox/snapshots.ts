import type { AspectChange } from './aspect-change.ts'
import { aspectNameOf } from './aspect-records.ts'
import type { VersionedAspect } from './aspect-store.ts'
import { type EntitySpec, entitySpecOf, entitySpecOfSnapshot } from './entity-registry.ts'
import { parseUrn } from './entity-urn.ts'
import { isJsonObject, type JsonObject, objectField } from './json.ts'
import { RestLiError } from './rest-li.ts'

const RECORD_NAME = /^[A-Za-z]\w*(?:\.[A-Za-z]\w*)+$/

/**
 * Reads an entity as a MetadataChangeEvent carries it (Snapshot.pdl): `{value: {"<snapshot record>": {urn, aspects:
 * [{"<aspect record>": {…}}]}}}`, into one UPSERT an aspect. Throws `RestLiError`: 400 where `value` or the urn is wrong,
 * 422 where it is not a snapshot of that entity.
 */
export function parseSnapshot(entity: JsonObject): AspectChange[] {
  const [recordName, snapshot] = unionMember(objectField(entity, 'value'))
  const { urn: urnText, aspects } = snapshot
  if (typeof urnText !== 'string') throw new RestLiError(422, `${recordName} must have a "urn".`)
  if (!Array.isArray(aspects)) throw new RestLiError(422, `${recordName} must have a list of "aspects".`)
  const urn = parseUrn(urnText)
  const spec = entitySpecOf(urn.entityType)
  if (entitySpecOfSnapshot(recordName) !== spec)
    throw new RestLiError(422, `${recordName} is no snapshot of ${urn.text}.`)
  return aspects.map((aspect) => {
    if (!isJsonObject(aspect)) throw new RestLiError(422, 'An aspect of a snapshot must be a JSON object.')
    const [aspectRecord, value] = unionMember(aspect)
    const aspectName = aspectNameOf(aspectRecord)
    return { changeType: 'UPSERT', urn, aspectName, recordName: aspectRecord, value }
  })
}

/**
 * The other way round: aspects as the entity that `GET /entities/{urn}` answers. Throws `RestLiError` 400 for a type of
 * entity that has no snapshot.
 */
export function snapshotEntity(
  urn: string,
  spec: EntitySpec,
  aspects: Iterable<VersionedAspect>,
): JsonObject {
  if (spec.snapshotRecordName === undefined) {
    throw new RestLiError(400, `A ${spec.name} has no snapshot; read it at /entitiesV2.`)
  }
  const members = Array.from(aspects, ({ recordName, value }) => ({ [recordName]: value }))
  return { value: { [spec.snapshotRecordName]: { urn, aspects: members } } }
}

// A pegasus union in JSON: an object with one field, named for the type of its value.
function unionMember(union: JsonObject): [recordName: string, record: JsonObject] {
  const [[recordName, record] = ['', undefined], ...more] = Object.entries(union)
  if (!RECORD_NAME.test(recordName) || !isJsonObject(record) || more.length > 0) {
    throw new RestLiError(422, 'Expected an object with one field, a record by its full name.')
  }
  return [recordName, record]
}
