/** A policy as DataHub keeps it: the aspect `dataHubPolicyInfo` (metadata-models, DataHubPolicyInfo.pdl). */
export interface PolicyInfo {
  displayName: string
  description?: string
  /** `PLATFORM`, or anything else, which is read as `METADATA`. */
  type: string
  /** `INACTIVE`, or anything else, which is in force. */
  state: string
  /** Ids, of which none needs to be known. */
  privileges: readonly string[]
  actors: PolicyActors
  /** Absent: no resource needs to be asked about, and any may be. */
  resources?: PolicyResources
  /** Absent: `true`. */
  editable?: boolean
  /** Epoch milliseconds. */
  lastUpdatedTimestamp?: number
}

/** Who a policy is for: whoever is named by any of these (DataHubActorFilter.pdl). What is absent names nobody. */
export interface PolicyActors {
  users?: readonly string[]
  /** Members of any of these. */
  groups?: readonly string[]
  /** Who has any of these roles, of their own accord or by a group. */
  roles?: readonly string[]
  allUsers?: boolean
  /** Whoever is a member of any group at all. */
  allGroups?: boolean
  /** Owners of the resource that is asked about, and members of groups that own it. */
  resourceOwners?: boolean
  /** With `resourceOwners`: owners of these types only. Absent: of any; empty: none. */
  resourceOwnersTypes?: readonly string[]
}

/** What a policy is about (DataHubResourceFilter.pdl). With `filter`, the three older fields count for nothing. */
export interface PolicyResources {
  type?: string
  resources?: readonly string[]
  allResources?: boolean
  filter?: PolicyMatchFilter
  /** What of the resource may be changed, such as the tags that are added: each must pass. */
  privilegeConstraints?: PolicyMatchFilter
}

/** All criteria must hold; none is no demand. */
export interface PolicyMatchFilter {
  criteria: readonly PolicyMatchCriterion[]
}

export interface PolicyMatchCriterion {
  /** A name of EntityFieldType.java in any case, older names too; of any other name the criterion never holds. */
  field: string
  /** Any of these; of none, `NOT_EQUALS` always holds where the field is known, and nothing else ever does. */
  values: readonly string[]
  /** `EQUALS` where absent; also `STARTS_WITH` and `NOT_EQUALS`. Of any other the criterion never holds. */
  condition?: string
}

export interface PolicyDocument {
  urn: string
  info: PolicyInfo
}
