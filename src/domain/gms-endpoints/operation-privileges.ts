/** What GMS's API does with a resource (ApiOperation.java); `MANAGE` is updating and deleting. */
export type Operation = 'CREATE' | 'READ' | 'UPDATE' | 'DELETE' | 'EXISTS'

/** What of it is touched (ApiGroup.java). */
export type OperationGroup = 'ENTITY' | 'LINEAGE' | 'RELATIONSHIP' | 'ANALYTICS' | 'TIMESERIES' | 'COUNTS'

type Row = Readonly<Record<Operation, readonly string[]>>

/** PoliciesConfig.java, API_PRIVILEGE_MAP: any one of a cell suffices, an empty one lets nobody pass. */
const BY_GROUP: Readonly<Record<OperationGroup, Row>> = {
  ENTITY: {
    CREATE: ['CREATE_ENTITY', 'EDIT_ENTITY'],
    READ: ['VIEW_ENTITY_PAGE', 'GET_ENTITY_PRIVILEGE', 'EDIT_ENTITY', 'DELETE_ENTITY'],
    UPDATE: ['EDIT_ENTITY'],
    DELETE: ['DELETE_ENTITY'],
    EXISTS: ['EXISTS_ENTITY', 'EDIT_ENTITY', 'DELETE_ENTITY', 'VIEW_ENTITY_PAGE', 'SEARCH_PRIVILEGE'],
  },
  LINEAGE: {
    CREATE: ['EDIT_ENTITY', 'EDIT_LINEAGE'],
    READ: ['VIEW_ENTITY_PAGE', 'GET_ENTITY_PRIVILEGE', 'EDIT_ENTITY', 'EDIT_LINEAGE', 'DELETE_ENTITY'],
    UPDATE: ['EDIT_ENTITY', 'EDIT_LINEAGE'],
    DELETE: ['EDIT_ENTITY', 'DELETE_ENTITY', 'EDIT_LINEAGE'],
    EXISTS: [
      'EXISTS_ENTITY',
      'VIEW_ENTITY_PAGE',
      'SEARCH_PRIVILEGE',
      'EDIT_ENTITY',
      'EDIT_LINEAGE',
      'DELETE_ENTITY',
      'GET_ENTITY_PRIVILEGE',
    ],
  },
  RELATIONSHIP: {
    CREATE: ['EDIT_ENTITY'],
    READ: ['VIEW_ENTITY_PAGE', 'GET_ENTITY_PRIVILEGE', 'EDIT_ENTITY'],
    UPDATE: ['EDIT_ENTITY'],
    DELETE: ['EDIT_ENTITY', 'DELETE_ENTITY'],
    EXISTS: [
      'EXISTS_ENTITY',
      'VIEW_ENTITY_PAGE',
      'SEARCH_PRIVILEGE',
      'EDIT_ENTITY',
      'DELETE_ENTITY',
      'GET_ENTITY_PRIVILEGE',
    ],
  },
  ANALYTICS: {
    CREATE: [],
    READ: ['VIEW_ANALYTICS', 'GET_ANALYTICS_PRIVILEGE'],
    UPDATE: [],
    DELETE: [],
    EXISTS: ['VIEW_ANALYTICS', 'GET_ANALYTICS_PRIVILEGE', 'SEARCH_PRIVILEGE'],
  },
  TIMESERIES: {
    CREATE: ['EDIT_ENTITY'],
    READ: ['GET_TIMESERIES_ASPECT_PRIVILEGE', 'EDIT_ENTITY', 'DELETE_ENTITY'],
    UPDATE: ['EDIT_ENTITY'],
    DELETE: ['DELETE_ENTITY'],
    EXISTS: [
      'EXISTS_ENTITY',
      'DELETE_ENTITY',
      'SEARCH_PRIVILEGE',
      'EDIT_ENTITY',
      'GET_TIMESERIES_ASPECT_PRIVILEGE',
      'VIEW_ENTITY_PAGE',
    ],
  },
  COUNTS: { CREATE: [], READ: ['GET_COUNTS_PRIVILEGE'], UPDATE: [], DELETE: [], EXISTS: [] },
}

/**
 * API_ENTITY_PRIVILEGE_MAP, which entities are written with another privilege, by folded entity type. The first five are
 * of v0.13.1; the rest came later and only take away from who may edit everything (PR 10853, PR 10826, PR 16904).
 */
const WRITTEN_WITH: ReadonlyMap<string, string> = new Map([
  ['datahubpolicy', 'MANAGE_POLICIES'],
  ['corpuser', 'MANAGE_USERS_AND_GROUPS'],
  ['corpgroup', 'MANAGE_USERS_AND_GROUPS'],
  ['datahubingestionsource', 'MANAGE_INGESTION'],
  ['datahubsecret', 'MANAGE_SECRETS'],
  ['datahubaccesstoken', 'MANAGE_ACCESS_TOKENS'],
  ['structuredproperty', 'MANAGE_STRUCTURED_PROPERTIES'],
  ['globalsettings', 'MANAGE_GLOBAL_SETTINGS'],
])

/** The privileges that write some entities in the place of the common ones. */
export const SPECIAL_WRITE_PRIVILEGES: readonly string[] = [...new Set(WRITTEN_WITH.values())]

/**
 * The groups of privileges, any of which suffices, for an operation (AuthUtil.java, lookupAPIPrivilege). Entity types are
 * told apart whatever their case, as GMS's registry does.
 */
export function privilegesFor(
  group: OperationGroup,
  operation: Operation | 'MANAGE',
  entityType?: string,
): readonly (readonly string[])[] {
  if (operation === 'MANAGE') {
    const deletes = privilegesFor(group, 'DELETE', entityType)
    return privilegesFor(group, 'UPDATE', entityType).flatMap((updates) =>
      deletes.map((one) => [...new Set([...updates, ...one])]),
    )
  }
  return cell(group, operation, entityType?.toLowerCase()).map((privilege) => [privilege])
}

function cell(group: OperationGroup, operation: Operation, foldedType = ''): readonly string[] {
  const common = BY_GROUP[group][operation]
  const special = group === 'ENTITY' ? WRITTEN_WITH.get(foldedType) : undefined
  if (special === undefined || operation === 'EXISTS') return common
  if (operation !== 'READ') return [special]
  return foldedType === 'datahubsecret' ? [...common, special] : common
}
