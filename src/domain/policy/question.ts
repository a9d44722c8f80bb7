/** An actor with what policies ask of it. */
export interface PolicyActor {
  urn: string
  groups: readonly string[]
  roles: readonly string[]
}

/** What is asked about. A question about a type alone has the empty string for a URN. */
export interface ResourceSpec {
  /** As DataHub spells entity types: `dataset`, `corpuser`, `corpGroup`. */
  type: string
  urn: string
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

export interface Resource extends ResourceSpec {
  /** Absent: nothing is known. */
  facts?: ResourceFacts
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
