import type { PolicyDocument } from '../../domain/policy/policy.ts'
import type { Transactions } from '../ports/transactions.ts'

/** Puts policies in that come with the service, as `PolicyWrites.install` says; gives whether anything changed. */
export type InstallDefaultPolicies = (defaults: readonly PolicyDocument[]) => Promise<boolean>

/**
 * For each start, where policies are kept here (IngestPoliciesStep.java). No act of anybody, so there is no audit record.
 */
export function makeInstallDefaultPolicies({
  transactions,
}: {
  transactions: Transactions
}): InstallDefaultPolicies {
  return (defaults) => transactions.change(({ policies }) => policies.install(defaults))
}
