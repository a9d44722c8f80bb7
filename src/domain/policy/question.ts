import { Recorded } from './recorded.ts'

/** What policies ask of an actor, all URNs. */
export interface ActorSpec {
  readonly urn: string
  readonly groups: readonly string[]
  readonly roles: readonly string[]
}

/** An actor who asks; it never changes. Where it asks again, it should be by the same object. */
export class PolicyActor extends Recorded implements ActorSpec {
  readonly urn: string
  readonly groups: readonly string[]
  readonly roles: readonly string[]

  constructor({ urn, groups, roles }: ActorSpec) {
    super()
    this.urn = urn
    this.groups = groups
    this.roles = roles
  }
}

/** What is asked about. A question about a type alone has the empty string for a URN. */
export interface ResourceSpec {
  /** As DataHub spells entity types: `dataset`, `corpuser`, `corpGroup`. */
  readonly type: string
  readonly urn: string
}

/** What a policy may ask of a resource besides its type and its URN (EntityFieldType.java). */
export const FACT_FIELDS = [
  'OWNER',
  'DOMAIN',
  'GROUP_MEMBERSHIP',
  'DATA_PLATFORM_INSTANCE',
  'TAG',
  'CONTAINER',
  'GLOSSARY',
] as const

export type FactField = (typeof FACT_FIELDS)[number]

/** An owner of a resource, by the aspect `ownership`. */
export interface Owner {
  urn: string
  /** URN of the type of ownership; many sources write none. */
  typeUrn?: string
}

/**
 * What is known of a resource: URNs by field, and its owners with their types, which come with `OWNER`. A field that is
 * absent is not known, and no criterion on it holds; an empty one is known to have nothing.
 */
export type ResourceFacts = Readonly<Partial<Record<FactField, readonly string[]>>> & {
  readonly ownership?: readonly Owner[]
}

export interface KnownResource extends ResourceSpec {
  /** Absent: nothing is known. */
  readonly facts?: ResourceFacts | undefined
}

/** A resource that is asked about; it never changes. */
export class Resource extends Recorded implements KnownResource {
  readonly type: string
  readonly urn: string
  readonly facts: ResourceFacts | undefined

  constructor({ type, urn, facts }: KnownResource) {
    super()
    this.type = type
    this.urn = urn
    this.facts = facts
  }
}

/** May this actor use this privilege, here? */
export interface PolicyQuestion {
  actor: PolicyActor
  /** An id. */
  privilege: string
  resource?: Resource
  /** What of the resource is to be changed, such as the tags that are added (DataHub from PR 13819 on). */
  subResources?: readonly ResourceSpec[]
}
