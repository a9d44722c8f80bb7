import { METADATA_PRIVILEGES, RESOURCE_TYPES } from './metadata-privileges.ts'
import {
  PLATFORM_PRIVILEGES,
  type PrivilegeRow,
  UNLISTED_PLATFORM_PRIVILEGES,
} from './platform-privileges.ts'

/** A privilege as DataHub's UI offers it (GraphQL's `Privilege`). */
export interface OfferedPrivilege {
  /** Its id. */
  type: string
  displayName: string
  description: string
}

/** What may be granted on resources of one type (GraphQL's `ResourcePrivileges`). */
export interface ResourcePrivileges {
  /** `all` stands for every type. */
  resourceType: string
  resourceTypeDisplayName: string
  /** As GraphQL spells it; `null` for `all`. */
  entityType: string | null
  privileges: OfferedPrivilege[]
}

/** A privilege of DataHub's (PoliciesConfig.java). Policies may name others too. */
export interface KnownPrivilege extends OfferedPrivilege {
  kind: 'PLATFORM' | 'METADATA'
  /** The types of resource that list it; of a platform privilege none. */
  resourceTypes: readonly string[]
  /** The change after v0.13.1 that brought it. */
  since?: string
}

/** Every privilege that DataHub defines, each once, also those that its UI does not offer. */
export const KNOWN_PRIVILEGES: readonly KnownPrivilege[] = [
  ...[...PLATFORM_PRIVILEGES, ...UNLISTED_PLATFORM_PRIVILEGES].map((row) => known(row, 'PLATFORM', [])),
  ...METADATA_PRIVILEGES.flatMap(({ types, privileges }) =>
    privileges.map((row) => known(row, 'METADATA', types)),
  ),
]

/** What may be granted where no resource is asked about, as DataHub's UI offers it. */
export function platformPrivileges(): OfferedPrivilege[] {
  return PLATFORM_PRIVILEGES.map(offered)
}

/** What may be granted on each type of resource, and last on all types. */
export function resourcePrivileges(): ResourcePrivileges[] {
  const listed = METADATA_PRIVILEGES.filter(({ types }) => types.length > 0)
  const byType = RESOURCE_TYPES.map(([type, displayName, entityType]) => ({
    resourceType: type,
    resourceTypeDisplayName: displayName,
    entityType,
    privileges: listed
      .filter(({ types }) => types.includes(type))
      .flatMap(({ privileges }) => privileges.map(offered)),
  }))
  const all = listed.flatMap(({ privileges }) => privileges.map(offered))
  return [
    ...byType,
    { resourceType: 'all', resourceTypeDisplayName: 'All Types', entityType: null, privileges: all },
  ]
}

function offered([type, displayName, description]: PrivilegeRow): OfferedPrivilege {
  return { type, displayName, description }
}

function known(
  row: PrivilegeRow,
  kind: KnownPrivilege['kind'],
  resourceTypes: readonly string[],
): KnownPrivilege {
  const since = row[3]
  return { ...offered(row), kind, resourceTypes, ...(since !== undefined && { since }) }
}
