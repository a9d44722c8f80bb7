import type { PolicyDocument } from '../../domain/policy/policy.ts'
import type { FactField, ResourceFacts, ResourceSpec } from '../../domain/policy/question.ts'
import type { PolicySnapshot } from '../../domain/policy/snapshot.ts'

/** The policies in force here. */
export interface PolicySnapshots {
  /** Errors: POLICIES_UNAVAILABLE until they could be read for the first time. */
  current(): PolicySnapshot
  /**
   * Reads them anew. When it resolves, what was changed before the call is in force here. Rejects where they cannot be
   * read, or only in part; those that were in force stay so.
   */
  reload(): Promise<void>
}

/** Where policies are read from. */
export interface PolicySource {
  /** All of them as they were at one time, in parts; rejects rather than leave one out that was to be had. */
  load(): Promise<LoadedPolicies>
}

export interface LoadedPolicies {
  /** In the order in which DataHub would list them. */
  policies: readonly PolicyDocument[]
  /** URNs of those that are no policies as they stand, and grant nothing. */
  unreadable: readonly string[]
  /** `PolicyStore.revision` of the time at which they were so; absent where they are not kept here. */
  revision?: number
}

/** A policy of our own store. */
export interface PolicyRecord extends PolicyDocument {
  /** Grows by one with each change of it. */
  version: number
}

/** The policies of our own store, where they are kept here. */
export interface PolicyStore extends PolicySource {
  /** Grows with each change of any policy. */
  revision(): Promise<number>
  /** `undefined` also for what is no policy as it stands. */
  find(urn: string): Promise<PolicyRecord | undefined>
}

/** Each also makes `PolicyStore.revision` grow, once a transaction. */
export interface PolicyWrites {
  /** Puts it after all others. Rejects with `DuplicateError` where there is or was one with this URN. */
  insert(policy: PolicyDocument): void
  /** `false`: there is none, or it has another version by now. */
  update(policy: PolicyRecord): Promise<boolean>
  /** Keeps only that there was one; `false`: there is none. */
  remove(urn: string): Promise<boolean>
  /**
   * Puts defaults in that were never there, before all others and in this order, and makes those that nobody may edit as
   * they are given here. Those that were removed stay away. Gives whether anything changed.
   */
  install(defaults: readonly PolicyDocument[]): Promise<boolean>
}

/** What is known of resources, asked of GMS. */
export interface ResourceFactsSource {
  /**
   * Each of these fields of a resource, as it was some seconds ago at the most; none where its URN is no URN. Errors:
   * UNDECIDED where one cannot be had.
   */
  factsOf(resource: ResourceSpec, fields: readonly FactField[]): Promise<ResourceFacts>
}
