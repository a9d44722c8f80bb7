import type { PolicyDocument } from './policy.ts'
import type { ActorSpec, FactField, KnownResource, PolicyQuestion } from './question.ts'
import type { PolicyTrace } from './trace.ts'

/** All policies at one time, made ready to be asked; nothing of it ever changes. */
export interface PolicySnapshot {
  readonly policies: readonly PolicyDocument[]
  /**
   * A policy that grants; `undefined` is a denial, for DataHub has no policy that denies. Policies only add, and what is
   * not known grants nothing, so that a grant stands whatever else there is to know.
   */
  grantingPolicy(question: PolicyQuestion): PolicyDocument | undefined
  /** What is not known of the resource and could make a grant of a denial; empty: the denial stands. */
  wantedFacts(question: PolicyQuestion): readonly FactField[]
  /** Every privilege that `grantingPolicy` would grant, in the order of the policies, each once. */
  grantedPrivileges(actor: ActorSpec, resource?: KnownResource): string[]
  /** What is not known of the resource and could add to `grantedPrivileges`. */
  factsWantedForPrivileges(actor: ActorSpec, resource: KnownResource): readonly FactField[]
  /** Why: every policy that lists the privilege, with what decided there, in the order of the policies. */
  explain(question: PolicyQuestion): PolicyTrace[]
}
