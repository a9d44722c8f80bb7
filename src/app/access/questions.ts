import type { Caller } from '../../domain/caller.ts'
import type { ResourceSpec } from '../../domain/policy/question.ts'
import type { DecidedBy, PolicyTrace } from '../../domain/policy/trace.ts'
import type { ErrorCode } from '../../errors/catalog.ts'
import type { PolicyInput } from './policies.ts'

/** A question as somebody asks it. */
export interface AccessQuestion {
  /** Absent: whoever asks. */
  actorUrn?: string
  privilege: string
  resource?: ResourceSpec
  subResources?: readonly ResourceSpec[]
}

export interface AccessAnswer {
  actorUrn: string
  privilege: string
  resource?: ResourceSpec
  allowed: boolean
  /** The policy that allowed it; absent where none did, or none was asked. */
  policyUrn?: string
  /** A fact could not be had, so that nobody can say; `allowed` is `false` then. */
  undecided?: { code: ErrorCode; detail: string }
  /** Where it was asked for: what each policy said that lists the privilege. */
  explanation?: AccessExplanation
}

export interface AccessExplanation {
  /** What decided, in a sentence. */
  summary: string
  /**
   * Policies that list the privilege, those that grant first, else in their order: 100 at the most, and fewer in a batch of
   * more than 100 questions, which has 10,000 in all.
   */
  policies: ExplainedPolicy[]
  /** How many more policies list the privilege. */
  omitted: number
}

export type ExplainedPolicy = Omit<PolicyTrace, 'decidedBy'> & { decidedBy: ExplainedBy }

export type ExplainedBy =
  | Exclude<DecidedBy, { part: 'criterion' }>
  | {
      part: 'criterion'
      field: string
      condition: string
      /** The first ten. */
      values: string[]
      valuesOmitted: number
      /** The first ten that the resource has; `null`: not known. Absent for who has not Manage Policies. */
      found?: string[] | null
      foundOmitted?: number
    }

/**
 * Answers up to 1,000 questions, in their order. About others than the caller it needs Manage Policies. Errors: FORBIDDEN,
 * INVALID_REQUEST, POLICIES_UNAVAILABLE, and what the directory has; a fact that cannot be had is told in the answer.
 */
export type AskAccess = (
  caller: Caller,
  questions: readonly AccessQuestion[],
  options: { explain: boolean },
) => Promise<AccessAnswer[]>

/** All that an actor may do, on a resource or without one. As `AskAccess`, but a missing fact is UNDECIDED. */
export type ListGrantedPrivileges = (
  caller: Caller,
  actorUrn: string,
  resource?: ResourceSpec,
) => Promise<string[]>

/** A change of policies that was not made. */
export type PolicyChange =
  | { add: PolicyInput }
  | { update: { urn: string; policy: PolicyInput } }
  | { remove: { urn: string } }

export interface Simulation {
  change: PolicyChange
  /** URNs. Absent: who did anything in the last day, by the audit trail. */
  actors?: readonly string[]
  /** Absent: what anything was done to in the last day, and questions without a resource. */
  resources?: readonly ResourceSpec[]
}

/** Where before and after differ. */
export interface SimulatedDifference {
  actorUrn: string
  privilege: string
  resource: ResourceSpec | null
  before: boolean
  after: boolean
}

export interface SimulationOutcome {
  differences: SimulatedDifference[]
  /** How many questions were asked, and of how many nobody can say for want of a fact. */
  asked: number
  undecided: number
  /** `false`: the trail had more actors or resources than were looked at, or there are more than 10,000 differences. */
  complete: boolean
}

/** Errors: FORBIDDEN without Manage Policies, INVALID_REQUEST, NOT_FOUND, POLICY_PROTECTED, POLICIES_UNAVAILABLE. */
export type SimulatePolicies = (caller: Caller, simulation: Simulation) => Promise<SimulationOutcome>
