import { fieldOf, isObject, listOf, textOf } from './json-body.ts'
import type { Operation } from './operation-privileges.ts'
import { typeOfSubject } from './subject.ts'
import { Unreadable } from './unreadable.ts'

/** One write, whatever the surface it comes by. */
export interface Write {
  /** As the request spells it; `undefined` where only the URN says it. */
  type: string | undefined
  /** `undefined` where the entity is named by its key. */
  urn: string | undefined
  /** `undefined`: the entity as a whole. */
  aspect: string | undefined
  /** `undefined`: of a change type that DataHub does not have. */
  operation: Operation | undefined
}

const BY_CHANGE_TYPE: ReadonlyMap<unknown, Operation> = new Map([
  ['CREATE', 'UPDATE'],
  ['UPSERT', 'UPDATE'],
  ['UPDATE', 'UPDATE'],
  ['RESTATE', 'UPDATE'],
  ['PATCH', 'UPDATE'],
  ['CREATE_ENTITY', 'CREATE'],
  ['DELETE', 'DELETE'],
])

/** A MetadataChangeProposal (MetadataChangeProposal.pdl; AuthUtil.java, isAPIAuthorized by change type). */
export function proposalWrite(proposal: unknown): Write {
  return {
    type: textOf(proposal, 'entityType'),
    urn: optionalUrn(proposal, 'entityUrn'),
    aspect: textOf(proposal, 'aspectName'),
    operation: BY_CHANGE_TYPE.get(fieldOf(proposal, 'changeType')),
  }
}

/** An UpsertAspectRequest of OpenAPI's v1; its aspect says its class in `__type`. */
export function upsertWrite(request: unknown, operation: Operation): Write {
  const aspect = textOf(fieldOf(request, 'aspect'), '__type')
  return {
    type: textOf(request, 'entityType'),
    urn: optionalUrn(request, 'entityUrn'),
    aspect: aspect === undefined ? undefined : simpleName(aspect),
    operation,
  }
}

/** The aspects of an Entity of Rest.li (Snapshot.pdl): `{value: {"com.….DatasetSnapshot": {urn, aspects: [{"com.….Status": …}]}}}`. */
export function snapshotWrites(entity: unknown): Write[] {
  const [snapshotClass, snapshot] = unionOf(fieldOf(entity, 'value'), 'value')
  const urn = requiredUrn(snapshot, 'urn')
  const type = simpleName(snapshotClass).replace(/Snapshot$/i, '')
  const aspects = listOf(fieldOf(snapshot, 'aspects'), 'aspects')
  const names = aspects.map((each) => simpleName(unionOf(each, 'aspect')[0]))
  return ofAspects(names, { type, urn, operation: 'CREATE' })
}

/**
 * The aspects of an entity of OpenAPI's v2 and v3: `{urn, status: {…}}`, or `{urn, aspects: {status: {…}}}`. An entity
 * without aspects comes into being.
 */
export function entityWrites(entity: unknown, type: string, operation: Operation): Write[] {
  const urn = requiredUrn(entity, 'urn')
  const { urn: _, aspects, ...others } = entity as Record<string, unknown>
  const names = [...Object.keys(others), ...(isObject(aspects) ? Object.keys(aspects) : [])]
  return ofAspects(names, { type, urn, operation })
}

function ofAspects(names: readonly string[], entity: Omit<Write, 'aspect'>): Write[] {
  return (names.length === 0 ? [undefined] : names).map((aspect) => ({ ...entity, aspect }))
}

/** A URN in a field that must have one. Throws `Unreadable`. */
export function requiredUrn(value: unknown, name: string): string {
  const urn = textOf(value, name)
  if (urn === undefined) throw new Unreadable(`${name} is to be a URN.`)
  typeOfSubject(urn)
  return urn
}

function optionalUrn(value: unknown, name: string): string | undefined {
  const urn = textOf(value, name)
  if (urn !== undefined) typeOfSubject(urn)
  return urn
}

// A union of PDL in JSON: an object with the one name of its class.
function unionOf(value: unknown, name: string): [string, unknown] {
  const entries = isObject(value) ? Object.entries(value) : []
  if (entries.length !== 1) throw new Unreadable(`Each ${name} is to be an object with one class name.`)
  return entries[0] as [string, unknown]
}

function simpleName(className: string): string {
  return className.slice(className.lastIndexOf('.') + 1)
}
