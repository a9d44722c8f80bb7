/** What one policy that lists the privilege said to a question. */
export interface PolicyTrace {
  policyUrn: string
  policyName: string
  granted: boolean
  /** Of a grant, by what it names the actor; of a denial, the first demand that was not met. */
  decidedBy: DecidedBy
}

export type DecidedBy =
  /** The policy is `INACTIVE`. */
  | { part: 'state' }
  /** The policy is about resources, and the question is about none. */
  | { part: 'resource' }
  /** A criterion on the resource did not hold. */
  | {
      part: 'criterion'
      field: string
      condition: string
      values: readonly string[]
      /** What the resource has there; `null`: not known, or no such field. */
      found: readonly string[] | null
    }
  /** Something that was to be changed did not pass the policy's constraints. */
  | { part: 'subResource'; urn: string }
  /** Whom the policy is for: the field of its actors that names the actor; `null` where none does. */
  | {
      part: 'actor'
      by: 'allUsers' | 'users' | 'allGroups' | 'groups' | 'resourceOwners' | 'roles' | null
    }
