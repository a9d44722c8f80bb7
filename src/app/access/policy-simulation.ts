import type { PolicyDocument, PolicyInfo } from '../../domain/policy/policy.ts'
import { checkedPolicy } from './checked-policy.ts'
import { checkEditable, noSuchPolicy, updatedInfo, withoutPolicy, withPolicy } from './policy-change.ts'
import type { PolicyChange } from './questions.ts'

/** What a change of policies that is only thought of would make of them. */
export interface ChangedPolicies {
  policies: readonly PolicyDocument[]
  /** Those of the policy before and after: of no other does any answer change. */
  privileges: string[]
}

// Of no policy that there is: it is made up, and kept nowhere.
const SIMULATED_URN = 'urn:li:dataHubPolicy:simulated'

/** Errors: INVALID_REQUEST, NOT_FOUND, POLICY_PROTECTED, as of the change itself. */
export function changedPolicies(before: readonly PolicyDocument[], change: PolicyChange): ChangedPolicies {
  if ('add' in change) {
    const info = checkedPolicy(change.add)
    return { policies: [...before, { urn: SIMULATED_URN, info }], privileges: distinct(info) }
  }
  const urn = 'update' in change ? change.update.urn : change.remove.urn
  const policy = before.find((one) => one.urn === urn)
  if (policy === undefined) throw noSuchPolicy()
  if ('update' in change) {
    const info = updatedInfo(policy.info, change.update.policy)
    return { policies: withPolicy(before, { urn, info }), privileges: distinct(policy.info, info) }
  }
  checkEditable(policy.info)
  return { policies: withoutPolicy(before, urn), privileges: distinct(policy.info) }
}

function distinct(...infos: PolicyInfo[]): string[] {
  return [...new Set(infos.flatMap(({ privileges }) => privileges))]
}
