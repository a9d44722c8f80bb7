import type { AspectChange } from './aspect-change.ts'
import { entitySpecOf, urnOfKeyAspect } from './entity-registry.ts'
import { type EntityUrn, parseUrn } from './entity-urn.ts'
import { isJsonObject, type JsonObject, objectField, parseJsonObject, stringField } from './json.ts'
import { RestLiError } from './rest-li.ts'

const CONTENT_TYPE = 'application/json'
const ASPECT_NAME = /^[A-Za-z]\w{0,127}$/

/**
 * Reads a MetadataChangeProposal (MetadataChangeProposal.pdl): `{entityType, entityUrn | entityKeyAspect, aspectName,
 * changeType, aspect: {value: "<JSON text>", contentType: "application/json"}}`; other fields are not looked at. Throws
 * `RestLiError`: 400 for a malformed proposal or a change type that the sandbox lacks, 422 for a value that is no JSON.
 */
export function parseProposal(proposal: unknown): AspectChange {
  if (!isJsonObject(proposal)) throw new RestLiError(400, 'A proposal must be a JSON object.')
  const urn = urnOf(proposal)
  const aspectName = stringField(proposal, 'aspectName')
  if (!ASPECT_NAME.test(aspectName)) throw new RestLiError(400, `Not the name of an aspect: "${aspectName}".`)
  const changeType = stringField(proposal, 'changeType')
  switch (changeType) {
    case 'UPSERT':
    case 'CREATE':
      return {
        urn,
        aspectName,
        changeType,
        value: genericRecord(objectField(proposal, 'aspect'), aspectName),
      }
    case 'DELETE':
      return { urn, aspectName, changeType }
    default:
      throw new RestLiError(400, `The sandbox GMS supports UPSERT, CREATE and DELETE; not ${changeType}.`)
  }
}

// EntityKeyUtils.java, getUrnFromProposal: the urn, or the key that makes it; where both are given they must agree.
function urnOf(proposal: JsonObject): EntityUrn {
  const spec = entitySpecOf(stringField(proposal, 'entityType'))
  const given = proposal.entityUrn === undefined ? undefined : parseUrn(stringField(proposal, 'entityUrn'))
  if (given !== undefined && given.entityType.toLowerCase() !== spec.name.toLowerCase()) {
    throw new RestLiError(400, `The urn ${given.text} is not one of a ${spec.name}.`)
  }
  if (given !== undefined && proposal.entityKeyAspect === undefined) return given

  const key = genericRecord(objectField(proposal, 'entityKeyAspect'), spec.keyAspectName)
  const implied = urnOfKeyAspect(key, spec)
  if (given !== undefined && given.text !== implied.text) {
    throw new RestLiError(400, `entityKeyAspect implies ${implied.text}, not ${given.text}.`)
  }
  return implied
}

function genericRecord(record: JsonObject, what: string): JsonObject {
  const contentType = stringField(record, 'contentType')
  if (contentType !== CONTENT_TYPE)
    throw new RestLiError(400, `The sandbox GMS takes ${CONTENT_TYPE}; not ${contentType}.`)
  return parseJsonObject(stringField(record, 'value'), `The value of ${what}`, 422)
}
