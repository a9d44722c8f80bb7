import type { Demand } from '../criteria.ts'
import type { FactField, KnownResource } from '../question.ts'

/** What rules ask for, as numbers: values of a resource whole, and by their beginnings; and its types, a bit each. */
export interface NumberedValues {
  count: number
  /** The bits of types. */
  types: Map<string, number>
  fields: Map<ValueField, FieldNumbers>
}

export type ValueField = 'URN' | FactField

interface FieldNumbers {
  whole: Map<string, number>
  beginnings: Map<string, number>
  /** How long the beginnings are. */
  lengths: Set<number>
}

export function noValues(): NumberedValues {
  return { count: 0, types: new Map(), fields: new Map() }
}

/** Types that are told apart: one bit each. All others share a bit. */
const TYPES_MAX = 30
export const OTHER_TYPE = 1 << 30

/** The bit of a type that a rule asks for. */
export function typeBit({ types }: NumberedValues, type: string): number {
  let bit = types.get(type)
  if (bit === undefined && types.size < TYPES_MAX) {
    bit = 1 << types.size
    types.set(type, bit)
  }
  return bit ?? OTHER_TYPE
}

/** Whether a rule can be found by the values that it asks for here. */
export function asksForValues({ field, condition }: Demand): boolean {
  return field !== undefined && field !== 'TYPE' && (condition === 'EQUALS' || condition === 'STARTS_WITH')
}

/** Each is a look-up, for each value of a resource. */
export const LENGTHS_MAX = 16

/** The numbers of the values that are asked for; `undefined` where these are beginnings of too many lengths. */
export function numbersOf(values: NumberedValues, { field, condition, values: asked }: Demand) {
  const { whole, beginnings, lengths } = fieldNumbers(values, field as ValueField)
  const isWhole = condition === 'EQUALS'
  if (!isWhole) {
    const more = new Set([...lengths, ...asked.map(({ length }) => length)])
    if (more.size > LENGTHS_MAX) return undefined
    for (const length of more) lengths.add(length)
  }
  return Array.from(new Set(asked), (value) => numberOf(values, isWhole ? whole : beginnings, value))
}

function fieldNumbers({ fields }: NumberedValues, field: ValueField): FieldNumbers {
  let numbers = fields.get(field)
  if (numbers === undefined) {
    numbers = { whole: new Map(), beginnings: new Map(), lengths: new Set() }
    fields.set(field, numbers)
  }
  return numbers
}

function numberOf(values: NumberedValues, numbers: Map<string, number>, value: string): number {
  let number = numbers.get(value)
  if (number === undefined) {
    number = values.count++
    numbers.set(value, number)
  }
  return number
}

/**
 * The numbers of those of a resource's values that some rule asks for, each once; `undefined` where more values than this
 * would have to be looked up.
 */
export function numbersIn({ fields }: NumberedValues, resource: KnownResource, valuesMax: number) {
  const found = new Set<number>()
  let valuesLeft = valuesMax
  for (const [field, numbers] of fields) {
    const values = field === 'URN' ? [resource.urn] : (resource.facts?.[field] ?? [])
    valuesLeft -= values.length
    if (valuesLeft < 0) return undefined
    for (const value of values) addNumbersOf(value, numbers, found)
  }
  return found
}

function addNumbersOf(value: string, { whole, beginnings, lengths }: FieldNumbers, found: Set<number>): void {
  const number = whole.get(value)
  if (number !== undefined) found.add(number)
  for (const length of lengths) {
    const begun = length > value.length ? undefined : beginnings.get(value.slice(0, length))
    if (begun !== undefined) found.add(begun)
  }
}
