import type { Caller } from '../../domain/caller.ts'
import type { AuthorizedActors } from '../../domain/policy/authorized-actors.ts'
import type {
  PolicyActors,
  PolicyDocument,
  PolicyMatchCriterion,
  PolicyResources,
} from '../../domain/policy/policy.ts'
import type { ResourceSpec } from '../../domain/policy/question.ts'
import type { Slice, Sliced } from '../ports/directory.ts'

/** Where what is absent may also be `null`, as in GraphQL. */
type OrNull<T> = { readonly [K in keyof T]: T[K] | (undefined extends T[K] ? null : never) }

export interface PolicyFilterInput {
  readonly criteria: readonly OrNull<PolicyMatchCriterion>[]
}

export type PolicyResourcesInput = OrNull<Pick<PolicyResources, 'type' | 'resources' | 'allResources'>> & {
  readonly filter?: PolicyFilterInput | null
  /** Left out of an update, those that there are stay, for DataHub's page cannot say them; `null` takes them away. */
  readonly privilegeConstraints?: PolicyFilterInput | null
}

/** A policy as somebody writes it; what is absent or null is as `PolicyInfo` says. */
export interface PolicyInput {
  type: 'METADATA' | 'PLATFORM'
  name: string
  state: 'ACTIVE' | 'INACTIVE' | 'DRAFT'
  description?: string | null
  resources?: PolicyResourcesInput | null
  privileges: readonly string[]
  /** Without `roles` an update keeps those that there are, for DataHub's GraphQL cannot say them. */
  actors: OrNull<PolicyActors>
}

export interface PolicyFilter {
  /** Only of this type, in this state; absent: any. */
  type?: string | undefined
  state?: string | undefined
}

export type PolicyListing = Slice & PolicyFilter

export type PolicyPageRequest = PolicyFilter & {
  limit: number
  cursor?: string | undefined
  query?: string | undefined
}

/**
 * The policies, for who keeps them: each needs Manage Policies. Errors of all: FORBIDDEN. Of changes also INVALID_REQUEST
 * for what is no policy, saying what is wrong; NOT_FOUND; POLICY_PROTECTED for one that nobody may edit; CONFLICT where it
 * changed meanwhile; POLICIES_IN_DATAHUB where they are kept there. A change is in force here when it resolves.
 */
export interface Policies {
  /** In their order; `query` is looked for in names, descriptions and URNs, in any case. */
  list(caller: Caller, listing: PolicyListing): Promise<Sliced<PolicyDocument>>
  /** Fewer than `limit` where they are long; go on as long as there is a `nextCursor`. */
  page(
    caller: Caller,
    page: PolicyPageRequest,
  ): Promise<{ items: PolicyDocument[]; nextCursor: string | null }>
  get(caller: Caller, urn: string): Promise<PolicyDocument>
  /** Those that name a role, by its URN, in their order. Looks through all once. */
  byRole(caller: Caller): Promise<ReadonlyMap<string, readonly PolicyDocument[]>>
  /** Gives it with its new URN. */
  create(caller: Caller, input: PolicyInput): Promise<PolicyDocument>
  update(caller: Caller, urn: string, input: PolicyInput): Promise<PolicyDocument>
  remove(caller: Caller, urn: string): Promise<void>
}

/** Errors: FORBIDDEN without Manage Policies, UNDECIDED, POLICIES_UNAVAILABLE. */
export type FindAuthorizedActors = (
  caller: Caller,
  privilege: string,
  resource?: ResourceSpec,
) => Promise<AuthorizedActors>
