import type { PolicyInfo } from './policy.ts'

/** A policy's type as it is read: whatever is not `PLATFORM` is about metadata (PolicyEngine.java). */
export function policyTypeOf({ type }: Pick<PolicyInfo, 'type'>): 'METADATA' | 'PLATFORM' {
  return type === 'PLATFORM' ? type : 'METADATA'
}

/** A policy's state as it is read: whatever is not `INACTIVE` is in force, a draft too. */
export function policyStateOf({ state }: Pick<PolicyInfo, 'state'>): 'ACTIVE' | 'INACTIVE' | 'DRAFT' {
  return state === 'INACTIVE' || state === 'DRAFT' ? state : 'ACTIVE'
}
