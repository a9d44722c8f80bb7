import { type AspectChange, type AuditStamp, plannedWrites, type Row, type Write } from './aspect-change.ts'
import type { JsonObject } from './json.ts'
import { RestLiError } from './rest-li.ts'

/** An aspect as read. `version` 0 is the newest, 1 the first, n the n-th. */
export interface VersionedAspect {
  version: number
  recordName: string
  value: JsonObject
  created: AuditStamp
}

export interface AspectStore {
  /** The newest version of each aspect of an entity, by aspect name, in the order in which they first came. */
  latest(urn: string): Map<string, VersionedAspect>
  /** Entities of which there is this key aspect, in the order of their urns. */
  urns(keyAspectName: string): string[]
  /** One version; a negative one counts back from the highest number that is kept, -1 being that. */
  find(urn: string, aspectName: string, version: number): VersionedAspect | undefined
  /** Applies all changes or none. Throws `RestLiError`: 422 for a CREATE of what is there, 507 when the store is full. */
  apply(changes: readonly AspectChange[], actorUrn: string): void
}

interface StoredAspect {
  recordName: string
  newest: Row
  /** Replaced rows; the first has the number `firstVersion`, each next one more. */
  older: Row[]
  firstVersion: number
}

// DataHub's default retention keeps 20 versions (boot/retention.yaml): the newest and 19 older ones.
const OLDER_VERSIONS_MAX = 19

/** What all rows together may cost, in UTF-16 units: at most 128 MiB of heap. */
const STORE_COST_MAX = 64 * 1024 * 1024

/**
 * Aspects in memory, with the version numbers of EntityServiceImpl.java: a changed value moves the newest row to the
 * next number, an equal one changes nothing, deleting an aspect forgets all its versions, and deleting the key aspect
 * the entity. There are no schemas: any JSON object is a value, and integers beyond 2^53 lose digits. `now()` is epoch
 * milliseconds.
 */
export function createAspectStore(now: () => number = Date.now, costMax = STORE_COST_MAX): AspectStore {
  const entities = new Map<string, Map<string, StoredAspect>>()
  let cost = 0

  function put({ urn, aspectName, kind, recordName, row }: Extract<Write, { row: Row }>): void {
    const aspects = entities.get(urn) ?? new Map<string, StoredAspect>()
    const stored = aspects.get(aspectName)
    if (stored === undefined) {
      entities.set(urn, aspects.set(aspectName, { recordName, newest: row, older: [], firstVersion: 1 }))
      cost += row.cost
      return
    }
    if (kind === 'implied' || stored.newest.digest === row.digest) return
    stored.older.push(stored.newest)
    stored.newest = row
    cost += row.cost
    if (stored.older.length > OLDER_VERSIONS_MAX) {
      cost -= (stored.older.shift() as Row).cost
      stored.firstVersion++
    }
  }

  function drop({ urn, aspectName, wholeEntity }: Extract<Write, { kind: 'drop' }>): void {
    const aspects = entities.get(urn)
    for (const name of wholeEntity ? [...(aspects?.keys() ?? [])] : [aspectName]) {
      const stored = aspects?.get(name)
      for (const row of stored === undefined ? [] : [stored.newest, ...stored.older]) cost -= row.cost
      aspects?.delete(name)
    }
    if (aspects?.size === 0) entities.delete(urn)
  }

  // A change may rest on one before it in the same batch, so the batch is played through on names alone first.
  function refuseCreatesOfExisting(changes: readonly AspectChange[]): void {
    const exists = new Map<string, boolean>()
    for (const { urn, aspectName, changeType } of changes) {
      const id = JSON.stringify([urn.text, aspectName])
      if (changeType === 'CREATE' && (exists.get(id) ?? entities.get(urn.text)?.has(aspectName))) {
        throw new RestLiError(422, `Cannot CREATE ${aspectName} of ${urn.text}: it exists already.`)
      }
      exists.set(id, changeType !== 'DELETE')
    }
  }

  return {
    latest(urn) {
      const aspects = [...(entities.get(urn) ?? [])]
      return new Map(aspects.map(([name, stored]) => [name, versioned(stored, 0, stored.newest)]))
    },

    urns: (keyAspectName) => {
      const having = [...entities].filter(([, aspects]) => aspects.has(keyAspectName))
      return having.map(([urn]) => urn).sort()
    },

    find(urn, aspectName, version) {
      const stored = entities.get(urn)?.get(aspectName)
      if (stored === undefined) return undefined
      const highest = stored.older.length === 0 ? 0 : stored.firstVersion + stored.older.length - 1
      const number = version < 0 ? highest + version + 1 : version
      const row = number === 0 ? stored.newest : stored.older[number - stored.firstVersion]
      return row && versioned(stored, number, row)
    },

    apply(changes, actorUrn) {
      refuseCreatesOfExisting(changes)
      const created = { actor: actorUrn, time: now() }
      const writes = changes.flatMap((change) => plannedWrites(change, created))
      const added = writes.reduce((sum, write) => sum + (write.kind === 'drop' ? 0 : write.row.cost), 0)
      if (cost + added > costMax)
        throw new RestLiError(507, 'The sandbox GMS is full: delete aspects, or restart it to empty it.')
      for (const write of writes) write.kind === 'drop' ? drop(write) : put(write)
    },
  }
}

function versioned({ recordName }: StoredAspect, version: number, { text, created }: Row): VersionedAspect {
  return { version, recordName, value: JSON.parse(text) as JsonObject, created }
}
