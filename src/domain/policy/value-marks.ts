import type { FactField, Resource, ResourceFacts } from './question.ts'
import type { KeyField, Rule } from './rules.ts'

/** What rules want of a resource as numbers, so that most are told to fail without a look at them. */
export interface ValueMarks {
  /** Adds a rule, whose number is above those that there are. */
  add(number: number, rule: Rule): void
  /** Notes a resource, until the next one. */
  mark(resource: Resource): void
  /** Whether a rule may hold of the resource that was noted last. */
  mayHold(number: number): boolean
}

/** Types that are told apart: one bit each. All others share the last bit. */
const TYPES_MAX = 30
const OTHER_TYPE = 1 << 30

/** Keys of up to so many values are compared by number; for longer ones the rule has a set. */
const KEY_VALUES_MAX = 8

const FACTS: readonly FactField[] = [
  'OWNER',
  'DOMAIN',
  'GROUP_MEMBERSHIP',
  'DATA_PLATFORM_INSTANCE',
  'TAG',
  'CONTAINER',
  'GLOSSARY',
]

export function makeValueMarks(total: number): ValueMarks {
  const types = new Map<string, number>()
  const masks = new Int32Array(total)
  const numbered = new Map<KeyField, Map<string, number>>()
  let count = 0
  const keys: (readonly number[] | undefined)[] = []
  /** When a value was last noted, by its number. */
  let marks = new Float64Array(64)
  let now = 0
  let typeNow = OTHER_TYPE
  // For as long as the facts are kept: eight bytes a value that is some rule's key.
  const known = new WeakMap<ResourceFacts, readonly number[]>()

  function bitOf(type: string): number {
    let bit = types.get(type)
    if (bit === undefined && types.size < TYPES_MAX) {
      bit = 1 << types.size
      types.set(type, bit)
    }
    return bit ?? OTHER_TYPE
  }

  /** The types that a rule may hold of: those that it demands, or all. */
  function maskOf({ demands }: Rule): number {
    let mask = -1
    for (const { field, condition, values } of demands) {
      if (field !== 'TYPE' || condition !== 'EQUALS') continue
      let these = 0
      for (const value of values) these |= bitOf(value)
      mask &= these
    }
    return mask
  }

  function numberOf(field: KeyField, value: string): number {
    let values = numbered.get(field)
    if (values === undefined) {
      values = new Map()
      numbered.set(field, values)
    }
    let number = values.get(value)
    if (number === undefined) {
      number = count++
      values.set(value, number)
      if (count > marks.length) marks = new Float64Array(marks.length * 2)
    }
    return number
  }

  function numbersOf(facts: ResourceFacts): readonly number[] {
    const numbers: number[] = []
    for (const field of FACTS) {
      const values = numbered.get(field)
      if (values === undefined) continue
      for (const value of facts[field] ?? []) {
        const number = values.get(value)
        if (number !== undefined) numbers.push(number)
      }
    }
    known.set(facts, numbers)
    return numbers
  }

  return {
    add(number, rule) {
      masks[number] = maskOf(rule)
      const { key } = rule
      const isCompared =
        key !== undefined &&
        key.field !== 'TYPE' &&
        key.field !== 'OWNERSHIP_TYPE' &&
        key.values.length <= KEY_VALUES_MAX
      keys[number] = isCompared ? key.values.map((value) => numberOf(key.field, value)) : undefined
    },
    mark({ type, urn, facts }) {
      now++
      typeNow = types.get(type) ?? OTHER_TYPE
      const own = numbered.get('URN')?.get(urn)
      if (own !== undefined) marks[own] = now
      if (facts === undefined) return
      for (const number of known.get(facts) ?? numbersOf(facts)) marks[number] = now
    },
    mayHold(number) {
      if (((masks[number] as number) & typeNow) === 0) return false
      const key = keys[number]
      if (key === undefined) return true
      for (const value of key) if (marks[value] === now) return true
      return false
    },
  }
}
