/** The parts of DataHub's `dataHubPolicyInfo` (metadata-models, DataHubPolicyInfo.pdl) that are evaluated here. */
export interface PolicyInfo {
  displayName: string
  type: string
  state: string
  privileges: readonly string[]
  actors: {
    users?: readonly string[]
    groups?: readonly string[]
    roles?: readonly string[]
    allUsers?: boolean
    allGroups?: boolean
    resourceOwners?: boolean
  }
  resources?: object
}

export interface PolicyDocument {
  urn: string
  info: PolicyInfo
}
