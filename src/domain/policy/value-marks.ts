import { type NameFilter, nameBit } from './name-filter.ts'
import { hasBit } from './numbers.ts'
import { FACT_FIELDS, type Resource, type ResourceFacts } from './question.ts'
import type { KeyField, Rule, RuleKey } from './rules.ts'

/**
 * What rules want of a resource as numbers, which lie together in memory: most rules are told to fail, and many to hold,
 * without a look at them. What a decision costs is how often it waits for memory.
 */
export interface ValueMarks {
  /** Adds a rule, whose number is above those that there are. */
  add(number: number, rule: Rule): void
  /** Notes a resource, until the next one. */
  mark(resource: Resource): void
  /** Of the resource that was noted last: 0, the rule does not hold; 1, it may; 2, it does. */
  told(number: number): 0 | 1 | 2
  /** Whether somebody with one of these names may own it. */
  mayBeOwned(names: NameFilter): boolean
}

/** Types that are told apart: one bit each. All others share a bit. */
const TYPES_MAX = 30
const OTHER_TYPE = 1 << 30

/** Set beside the types of a rule: it wants nothing but its types and its key. */
const NO_MORE = 1 << 31

/** Keys of up to so many values are compared by number; for longer ones the rule has a set. */
const KEY_VALUES_MAX = 8

// A rule's row: its types, two values of its key, and where the others are, or one of these.
const ROW = 4
const NO_KEY = -1
const NO_OTHERS = -2

export function makeValueMarks(total: number): ValueMarks {
  const types = new Map<string, number>()
  const rows = new Int32Array(total * ROW)
  const others: (readonly number[])[] = []
  const urns = new Map<string, number>()
  const values = FACT_FIELDS.map((field) => [field, new Map<string, number>()] as const)
  const byField = new Map<KeyField, Map<string, number>>([...values, ['URN', urns]])
  let count = 0
  /** When a value was last noted, by its number. */
  let marks = new Float64Array(64)
  let now = 0
  let typeNow = OTHER_TYPE
  let factsNow = NOTHING
  // For as long as the facts are kept, eight bytes an owner and a value that is some rule's key.
  const known = new WeakMap<ResourceFacts, readonly number[]>()

  function bitOf(type: string): number {
    let bit = types.get(type)
    if (bit === undefined && types.size < TYPES_MAX) {
      bit = 1 << types.size
      types.set(type, bit)
    }
    return bit ?? OTHER_TYPE
  }

  /** The types that a rule may hold of: those that it demands, or all; and whether it wants no more than these and its key. */
  function typesOf({ demands }: Rule, keys: number): number {
    let mask = ~NO_MORE
    let isTold = true
    let more = 0
    for (const { field, condition, values } of demands) {
      if (field !== 'TYPE' || condition !== 'EQUALS') {
        more++
        continue
      }
      let these = 0
      for (const value of values) these |= bitOf(value)
      if ((these & OTHER_TYPE) !== 0) isTold = false
      mask &= these
    }
    return isTold && more === keys ? mask | NO_MORE : mask
  }

  function numberOf(numbers: Map<string, number>, value: string): number {
    let number = numbers.get(value)
    if (number === undefined) {
      number = count++
      numbers.set(value, number)
      if (count > marks.length) marks = new Float64Array(marks.length * 2)
    }
    return number
  }

  function keyNumbers(key: RuleKey | undefined): number[] {
    const numbers = key && byField.get(key.field)
    if (key === undefined || numbers === undefined || key.values.length > KEY_VALUES_MAX) return []
    return key.values.map((value) => numberOf(numbers, value))
  }

  /** The numbers of the values that rules ask for, and as negative ones the owners. */
  function know(facts: ResourceFacts): readonly number[] {
    const numbers: number[] = []
    for (const [field, numbered] of values) {
      if (numbered.size === 0) continue
      for (const value of facts[field] ?? []) {
        const number = numbered.get(value)
        if (number !== undefined) numbers.push(number)
      }
    }
    for (const { urn } of facts.ownership ?? []) numbers.push(-1 - nameBit(urn))
    // A copy has no room to spare.
    const found = numbers.slice()
    known.set(facts, found)
    return found
  }

  return {
    add(number, rule) {
      const keys = keyNumbers(rule.key)
      const [first = NO_KEY, second = first] = keys
      rows[number * ROW] = typesOf(rule, keys.length > 0 ? 1 : 0)
      rows[number * ROW + 1] = first
      rows[number * ROW + 2] = second
      rows[number * ROW + 3] = keys.length > 2 ? others.push(keys) - 1 : NO_OTHERS
    },
    mark({ type, urn, facts }) {
      now++
      typeNow = types.get(type) ?? OTHER_TYPE
      if (urns.size > 0) {
        const own = urns.get(urn)
        if (own !== undefined) marks[own] = now
      }
      factsNow = facts === undefined ? NOTHING : (known.get(facts) ?? know(facts))
      for (const number of factsNow) if (number >= 0) marks[number] = now
    },
    told(number) {
      const at = number * ROW
      const mask = rows[at] as number
      if ((mask & typeNow) === 0) return 0
      const first = rows[at + 1] as number
      if (first !== NO_KEY && marks[first] !== now && marks[rows[at + 2] as number] !== now) {
        const more = rows[at + 3] as number
        if (more === NO_OTHERS || !(others[more] as readonly number[]).some((key) => marks[key] === now))
          return 0
      }
      return (mask & NO_MORE) === 0 ? 1 : 2
    },
    mayBeOwned(names) {
      for (const number of factsNow) if (number < 0 && hasBit(names, -1 - number)) return true
      return false
    },
  }
}

const NOTHING: readonly number[] = []
