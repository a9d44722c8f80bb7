import type { FactField, Owner, ResourceFacts } from '../../domain/policy/question.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Aspects } from './entity-aspects.ts'

/** Where DataHub keeps what a field has of an entity (auth-impl, fieldresolverprovider/*.java). */
interface FieldSource {
  aspects: readonly string[]
  read(aspects: Aspects): string[]
  /** Entities of these types have themselves there, and no aspect is read. */
  itself: readonly string[]
}

const FIELDS: Readonly<Record<FactField, FieldSource>> = {
  OWNER: { aspects: ['ownership'], read: (aspects) => ownersIn(aspects).map(({ urn }) => urn), itself: [] },
  DOMAIN: {
    aspects: ['domains'],
    read: ({ domains }) => list(domains?.domains).map(string),
    itself: ['domain'],
  },
  GROUP_MEMBERSHIP: {
    aspects: ['groupMembership', 'nativeGroupMembership'],
    read: ({ groupMembership, nativeGroupMembership }) =>
      [...list(groupMembership?.groups), ...list(nativeGroupMembership?.nativeGroups)].map(string),
    itself: [],
  },
  DATA_PLATFORM_INSTANCE: {
    aspects: ['dataPlatformInstance'],
    read: ({ dataPlatformInstance }) => optional(dataPlatformInstance?.instance),
    itself: ['dataPlatformInstance'],
  },
  TAG: {
    aspects: ['globalTags'],
    read: ({ globalTags }) => list(globalTags?.tags).map((item) => string(object(item).tag)),
    itself: [],
  },
  CONTAINER: {
    aspects: ['container'],
    read: ({ container }) => optional(container?.container),
    itself: ['container'],
  },
  GLOSSARY: {
    aspects: ['glossaryTerms'],
    read: ({ glossaryTerms }) => list(glossaryTerms?.terms).map((item) => string(object(item).urn)),
    itself: ['glossaryTerm', 'glossaryNode'],
  },
}

/** Where an entity of a type says what it is a part of: its aspect, and the member that is the URN. */
const PARENTS: ReadonlyMap<string, readonly [aspect: string, member: string]> = new Map([
  ['domain', ['domainProperties', 'parentDomain']],
  ['container', ['container', 'container']],
  ['glossaryTerm', ['glossaryTermInfo', 'parentNode']],
  ['glossaryNode', ['glossaryNodeInfo', 'parentNode']],
])

/** Aspects of this entity that the fields are read from, each once. */
export function factAspects(urn: string, fields: readonly FactField[]): string[] {
  const sources = fields.map((field) => FIELDS[field]).filter(({ itself }) => !itself.includes(typeOf(urn)))
  return [...new Set(sources.flatMap(({ aspects }) => aspects))]
}

/**
 * What the fields have of an entity with these aspects, without ancestors. Errors: UNDECIDED for an aspect of another
 * shape than DataHub's.
 */
export function readFacts(urn: string, fields: readonly FactField[], aspects: Aspects): ResourceFacts {
  const values = fields.map((field) => {
    const { itself, read } = FIELDS[field]
    return [field, itself.includes(typeOf(urn)) ? [urn] : [...new Set(read(aspects))]]
  })
  const facts: ResourceFacts = Object.fromEntries(values)
  return fields.includes('OWNER') ? { ...facts, ownership: ownersIn(aspects) } : facts
}

/** The aspect that says what an entity of this URN is a part of; `undefined` where its type has no such. */
export function parentAspect(urn: string): string | undefined {
  return PARENTS.get(typeOf(urn))?.[0]
}

/** What an entity is a part of; `undefined`: of nothing. Errors: UNDECIDED, as above. */
export function readParent(urn: string, aspects: Aspects): string | undefined {
  const [aspect = '', member = ''] = PARENTS.get(typeOf(urn)) ?? []
  return optional(aspects[aspect]?.[member])[0]
}

/** The entity type that a URN names. */
function typeOf(urn: string): string {
  return urn.split(':', 3)[2] ?? ''
}

function ownersIn({ ownership }: Aspects): Owner[] {
  return list(ownership?.owners).map((item) => {
    const { owner, typeUrn } = object(item)
    const urn = string(owner)
    return typeUrn === undefined || typeUrn === null ? { urn } : { urn, typeUrn: string(typeUrn) }
  })
}

function list(value: unknown): unknown[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value
  throw odd()
}

function optional(value: unknown): string[] {
  return value === undefined || value === null ? [] : [string(value)]
}

function string(value: unknown): string {
  if (typeof value === 'string') return value
  throw odd()
}

function object(value: unknown): Record<string, unknown> {
  if (typeof value === 'object' && value !== null) return value as Record<string, unknown>
  throw odd()
}

// Read as "none" it would let a demand for something else than that hold.
function odd(): ServiceError {
  return new ServiceError('UNDECIDED', { internal: 'an aspect of another shape than DataHub’s' })
}
