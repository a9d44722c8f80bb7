import type { GmsAnswer } from '../../app/ports/gms.ts'
import type { ErrorCode } from '../../errors/catalog.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { SendToGms } from './send.ts'
import { type SystemCredentials, systemClientRefused, systemHeaders } from './system-client.ts'

/** Aspects of an entity by name, as DataHub keeps them. */
export type Aspects = Readonly<Record<string, Readonly<Record<string, unknown>>>>

/** The wanted aspects of entities of one type, those that each has, by URN. */
export type ReadAspects = (
  urns: readonly string[],
  names: readonly string[],
) => Promise<ReadonlyMap<string, Aspects>>

/** What it is to its caller when GMS cannot be asked. */
export interface ReadFailure {
  code: ErrorCode
  /** What was to be read, in the plural, for the log. */
  what: string
}

// Jetty takes header fields of 8 kB together; more urns than fit into this are asked for in several requests.
const IDS_LENGTH_MAX = 6000

/**
 * Reads aspects by Rest.li's BATCH_GET, which every GMS has from before v0.13.1 on (EntityV2Resource.java). The urns are
 * in the query, for Jetty refuses a path with `%2F`. An entity that is unknown has no aspects here. Errors:
 * GMS_CREDENTIALS_REFUSED, that of `failure` for whatever else is no plain answer: it says nothing of anything.
 */
export function makeReadAspects(
  send: SendToGms,
  credentials: SystemCredentials,
  failure: ReadFailure,
): ReadAspects {
  const headers = [
    ...systemHeaders(credentials),
    'x-restli-protocol-version',
    '2.0.0',
    'x-restli-method',
    'batch_get',
  ]

  async function readSome(ids: readonly string[], names: readonly string[]) {
    const path = `/entitiesV2?ids=List(${ids.join(',')})&aspects=List(${names.join(',')})`
    const answer = await send({ method: 'GET', path, headers }).catch((cause: unknown) => {
      throw new ServiceError(failure.code, { internal: `GMS could not be asked for ${failure.what}`, cause })
    })
    if (answer.status === 401 || answer.status === 403) throw systemClientRefused(answer.status)
    try {
      return entitiesIn(answer)
    } catch (cause) {
      throw new ServiceError(failure.code, { internal: `GMS gave no answer about ${failure.what}`, cause })
    }
  }

  return async (urns, names) => {
    const parts = await Promise.all(inParts(urns.map(encodeUrn)).map((ids) => readSome(ids, names)))
    const found = new Map(parts.flat())
    for (const urn of urns) {
      if (!found.has(urn)) throw new ServiceError(failure.code, { internal: `GMS answered without ${urn}` })
    }
    return found
  }
}

/** A URN as an element of a Rest.li list: what `encodeURIComponent` leaves as it is has a meaning there. */
function encodeUrn(urn: string): string {
  return encodeURIComponent(urn).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

function inParts(ids: readonly string[]): string[][] {
  const parts: string[][] = []
  let length = Number.POSITIVE_INFINITY
  for (const id of ids) {
    if (length + id.length >= IDS_LENGTH_MAX) {
      parts.push([])
      length = 0
    }
    parts.at(-1)?.push(id)
    length += id.length + 1
  }
  return parts
}

function entitiesIn({ status, body }: GmsAnswer): [urn: string, Aspects][] {
  if (status !== 200) throw new Error(`it answered ${status}`)
  const results = objectIn(jsonOf(body), 'results')
  // By the urn that each names itself: the spelling of the keys is Rest.li's.
  return Object.values(results).map((entity) => {
    const { urn } = plainObject(entity)
    if (typeof urn !== 'string') throw new Error('an entity without a urn')
    const aspects = Object.entries(objectIn(entity, 'aspects'))
    return [urn, Object.fromEntries(aspects.map(([name, aspect]) => [name, objectIn(aspect, 'value')]))]
  })
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(body).toString('utf8'))
  } catch {
    throw new Error('an answer that is no JSON')
  }
}

function objectIn(value: unknown, name: string): Record<string, unknown> {
  return plainObject(plainObject(value)[name])
}

function plainObject(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('an answer of another shape')
  return value as Record<string, unknown>
}
