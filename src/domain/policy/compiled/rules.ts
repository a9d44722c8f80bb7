import { type CriterionField, criteriaOf, type Demand, demandHolds, demandOf } from '../criteria.ts'
import { passes } from '../evaluate.ts'
import type { PolicyInfo } from '../policy.ts'
import type { KnownResource, ResourceSpec } from '../question.ts'

/** What a policy in force wants of a question, besides privilege and actor. */
export interface Rule {
  /** Whether no resource needs to be asked about. */
  free: boolean
  /** All must hold of the resource. */
  demands: readonly Demand[]
  /** All must hold of whatever is to be changed. */
  constraints: readonly Demand[]
  /** Of a rule for owners: the actor must own by one of these types. Absent: by any, or none. */
  ownerTypes?: readonly string[]
  /** By which of what it wants the rule is found. */
  key?: RuleKey
  /** The same of its demands on values. */
  valueKey?: Demand | undefined
}

/** A field in which the resource must have one of these values; the types by which the actor owns it count as one. */
export interface RuleKey {
  field: KeyField
  values: readonly string[]
  demand?: Demand
}

export type KeyField = CriterionField | 'OWNERSHIP_TYPE'

/** The rule of a policy in force; `undefined` where nothing can ever meet it. */
export function ruleOf({ type, resources }: PolicyInfo): Rule | undefined {
  const constraints = (resources?.privilegeConstraints?.criteria ?? []).map(demandOf)
  if (type === 'PLATFORM' || resources === undefined) return { free: true, demands: [], constraints }
  const demands = criteriaOf(resources).map(demandOf)
  return demands.every(canHold) ? { free: false, demands, constraints } : undefined
}

function canHold({ field, condition, values }: Demand): boolean {
  if (field === undefined) return false
  return condition === 'NOT_EQUALS' || (ONE_OF.has(condition) && values.length > 0)
}

const ONE_OF: ReadonlySet<string> = new Set(['EQUALS', 'STARTS_WITH'])

/** Everything by which a rule could be found. */
export function keysOf({ demands, ownerTypes }: Rule): RuleKey[] {
  const keys: RuleKey[] = []
  for (const demand of demands) {
    const { field, condition, values } = demand
    if (condition === 'EQUALS' && field !== undefined) keys.push({ field, values, demand })
  }
  if (ownerTypes !== undefined) keys.push({ field: 'OWNERSHIP_TYPE', values: ownerTypes })
  return keys
}

/**
 * Whether a resource, or that there is none, is what a rule wants. `ownedAs`: the types by which the actor owns it, for a
 * rule for owners.
 */
export function ruleHolds(
  { free, demands, ownerTypes }: Rule,
  resource: KnownResource | undefined,
  ownedAs: readonly string[],
): boolean {
  if (ownerTypes !== undefined && !ownerTypes.some((type) => ownedAs.includes(type))) return false
  if (resource === undefined) return free
  for (const demand of demands) if (!demandHolds(demand, resource)) return false
  return true
}

/** Whether everything that is to be changed passes. */
export function allPass({ constraints }: Rule, changed: readonly ResourceSpec[] = []): boolean {
  return constraints.length === 0 || changed.every((each) => passes(each, constraints))
}
