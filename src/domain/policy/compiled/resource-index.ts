import type { KnownResource } from '../question.ts'
import { addNames } from './actor-index.ts'
import { addNumber, type Numbers, noNumbers } from './numbers.ts'
import type { KeyField, Rule } from './rules.ts'
import { makeTried, type Tried } from './tried.ts'

/** Policies by what their rules want of the resource. */
export interface ResourceIndex {
  rules: (Rule | undefined)[]
  /** By a value in the field of the rule's key. */
  keyed: Map<KeyField, Map<string, Numbers>>
  /** Those without a key: they want nothing of the resource, or only beginnings and absences. */
  keyless: Numbers
  total: number
  tried: Tried
}

export function emptyResourceIndex(total: number): ResourceIndex {
  return { rules: [], keyed: new Map(), keyless: noNumbers(), total, tried: makeTried(total) }
}

/** Adds a rule under its key, in steps. Its number is above those that there are. */
export function* addRule(index: ResourceIndex, number: number, rule: Rule): Generator<void> {
  index.rules[number] = rule
  const { key } = rule
  if (key === undefined) return addNumber(index.keyless, number, index.total)
  let values = index.keyed.get(key.field)
  if (values === undefined) {
    values = new Map()
    index.keyed.set(key.field, values)
  }
  yield* addNames(values, key.values, number, index.total)
}

/** The values of a resource in the field of a key. */
export function keyValues(
  field: KeyField,
  { type, urn, facts }: KnownResource,
  ownedAs: readonly string[],
): string | readonly string[] {
  if (field === 'TYPE') return type
  if (urn === '') return []
  if (field === 'URN') return urn
  if (field === 'OWNERSHIP_TYPE') return ownedAs
  return facts?.[field] ?? []
}
