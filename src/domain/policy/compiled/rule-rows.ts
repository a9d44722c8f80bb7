import type { Demand } from '../criteria.ts'
import type { PolicyActors } from '../policy.ts'
import { nameBits } from './name-filter.ts'
import { type NumberedValues, numbersOf, OTHER_TYPE, typeBit } from './numbered-values.ts'
import type { Rule } from './rules.ts'

/** What a rule for whom a policy names wants, in numbers: most are told to fail, and many to hold, without a look at them. */
export interface RuleRow {
  /** The types that it may hold of, a bit each; beside these `NO_MORE`, where it wants nothing but them and a value. */
  types: number
  /** One bit each of the two names that it is for, as a name filter has them; `ANYBODY` where they are more or other. */
  names: number
  /** It wants one of these values; `undefined` where it wants none, or one of so many that it is not found by them. */
  values: readonly number[] | undefined
}

export const NO_MORE = 1 << 31
export const ANYBODY = -1

export function rowOf(values: NumberedValues, rule: Rule, actors: PolicyActors, valuesMax: number): RuleRow {
  const key = rule.valueKey
  const numbers = key && key.values.length <= valuesMax ? numbersOf(values, key) : undefined
  return { types: typesOf(rule, values, numbers && key), names: namesOf(actors), values: numbers }
}

function typesOf({ demands }: Rule, values: NumberedValues, key: Demand | undefined): number {
  let types = ~NO_MORE
  let isAll = true
  for (const demand of demands) {
    if (demand === key) continue
    const asked = demand.field === 'TYPE' && demand.condition === 'EQUALS' ? demand.values : undefined
    let these = asked === undefined ? OTHER_TYPE : 0
    for (const type of asked ?? []) these |= typeBit(values, type)
    if ((these & OTHER_TYPE) !== 0) isAll = false
    if (asked !== undefined) types &= these
  }
  return isAll ? types | NO_MORE : types
}

function namesOf({ users = [], groups = [], roles = [], allUsers, allGroups }: PolicyActors): number {
  const [first, second = first, ...others] = [users, groups, roles].flat()
  if (first === undefined || second === undefined || others.length > 0 || allUsers || allGroups)
    return ANYBODY
  return (nameBits(first) & 511) | ((nameBits(second) & 511) << 9)
}
