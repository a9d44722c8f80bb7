import { hash } from 'node:crypto'
import { corpuserUrn } from '../domain/urn.ts'
import { recordNameOf } from './aspect-records.ts'
import { entitySpecOf, keyAspectOf } from './entity-registry.ts'
import type { EntityUrn } from './entity-urn.ts'
import { isJsonObject, type JsonObject } from './json.ts'

/** Who writes what nobody asked for (Constants.java): the root user at the start, key aspects that were never written. */
export const SYSTEM_ACTOR = corpuserUrn('__datahub_system')

/** One change to one aspect. `recordName` is known where it came in a snapshot; a `DELETE` needs no `value`. */
export type AspectChange = { urn: EntityUrn; aspectName: string; recordName?: string } & (
  | { changeType: 'UPSERT' | 'CREATE'; value: JsonObject }
  | { changeType: 'DELETE' }
)

/** Who changed an aspect, and when: epoch milliseconds. */
export interface AuditStamp {
  actor: string
  time: number
}

/** A version of an aspect as it is kept. Rows with equal digests hold equal values, whatever the order of their fields. */
export interface Row {
  text: string
  digest: string
  cost: number
  created: AuditStamp
}

/** What a change does to the store. `implied` is the key aspect that comes with an entity's first other aspect. */
export type Write = { urn: string; aspectName: string } & (
  | { kind: 'put' | 'implied'; recordName: string; row: Row }
  | { kind: 'drop'; wholeEntity: boolean }
)

/** What a row costs beside its texts, in UTF-16 units: a guess at the objects around them, on the high side. */
const ROW_COST = 256

/**
 * The writes that a change asks for, in order. All that can be wrong with the change is found here, before anything is
 * written: throws `RestLiError` 400 where the urn does not fit its entity type.
 */
export function plannedWrites(change: AspectChange, created: AuditStamp): Write[] {
  const { aspectName } = change
  const urn = change.urn.text
  const spec = entitySpecOf(change.urn.entityType)
  const key = keyAspectOf(change.urn, spec)
  const isKey = aspectName === spec.keyAspectName
  if (change.changeType === 'DELETE') return [{ kind: 'drop', urn, aspectName, wholeEntity: isKey }]

  const recordName = isKey
    ? spec.keyRecordName
    : (recordNameOf(aspectName) ?? change.recordName ?? derivedRecordName(aspectName))
  const put: Write = { kind: 'put', urn, aspectName, recordName, row: rowOf(urn, change.value, created) }
  if (isKey) return [put]
  const { keyAspectName, keyRecordName } = spec
  const row = rowOf(urn, key, created)
  return [{ kind: 'implied', urn, aspectName: keyAspectName, recordName: keyRecordName, row }, put]
}

function rowOf(urn: string, value: JsonObject, created: AuditStamp): Row {
  const text = JSON.stringify(value)
  const digest = hash('sha256', JSON.stringify(value, withSortedFields))
  return { text, digest, cost: text.length + urn.length + ROW_COST, created }
}

function withSortedFields(_field: string, value: unknown): unknown {
  return isJsonObject(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value
}

// A namespace of our own: the sandbox does not know DataHub's for this aspect and will not make one up.
function derivedRecordName(aspectName: string): string {
  return `latchkey.sandbox.${aspectName.charAt(0).toUpperCase()}${aspectName.slice(1)}`
}
