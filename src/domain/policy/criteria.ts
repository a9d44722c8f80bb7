import type { PolicyMatchCriterion, PolicyResources } from './policy.ts'
import type { FactField, KnownResource } from './question.ts'

export type CriterionField = 'TYPE' | 'URN' | FactField

/** Names that policies have for a field, in upper case: of three generations (EntityFieldType.java). */
const FIELDS: ReadonlyMap<string, CriterionField> = new Map<string, CriterionField>([
  ['TYPE', 'TYPE'],
  ['RESOURCE_TYPE', 'TYPE'],
  ['URN', 'URN'],
  ['RESOURCE_URN', 'URN'],
  ['OWNER', 'OWNER'],
  ['DOMAIN', 'DOMAIN'],
  ['GROUP_MEMBERSHIP', 'GROUP_MEMBERSHIP'],
  ['DATA_PLATFORM_INSTANCE', 'DATA_PLATFORM_INSTANCE'],
  ['TAG', 'TAG'],
  ['CONTAINER', 'CONTAINER'],
  ['GLOSSARY', 'GLOSSARY'],
])

/** The field that a criterion names in any case; `undefined` for a name that is none. */
export function fieldNamed(name: string): CriterionField | undefined {
  return FIELDS.get(name.toUpperCase())
}

/**
 * What a policy with `resources` demands of the resource. The older form is read as newer DataHub reads it (PR 13371): at
 * v0.13.1 a list of URNs without a type was forgotten, and the policy matched everything.
 */
export function criteriaOf(resources: PolicyResources): readonly PolicyMatchCriterion[] {
  if (resources.filter !== undefined) return resources.filter.criteria
  const criteria: PolicyMatchCriterion[] = []
  if (resources.type !== undefined) criteria.push({ field: 'TYPE', values: [resources.type] })
  if (resources.resources !== undefined && resources.allResources !== true)
    criteria.push({ field: 'URN', values: resources.resources })
  return criteria
}

/** The values that a resource has in a field; `undefined` where they are not known. */
export function valuesOf(
  field: CriterionField,
  { type, urn, facts }: KnownResource,
): readonly string[] | undefined {
  if (field === 'TYPE') return [type]
  // No field of a type alone has a value (DataHub from PR 10341 on; v0.13.1 threw, which denied to administrators).
  if (urn === '') return []
  return field === 'URN' ? [urn] : facts?.[field]
}

/** A criterion, read. */
export interface Demand {
  /** `undefined`: none that there is, so that it never holds. */
  field: CriterionField | undefined
  condition: string
  values: readonly string[]
  /** The values again, where they are too many to be looked through. */
  set?: ReadonlySet<string>
  /** With `set`: how long its values are, for beginnings. */
  lengths?: readonly number[]
}

export function demandOf({ field, values, condition = 'EQUALS' }: PolicyMatchCriterion): Demand {
  return { field: fieldNamed(field), condition, values }
}

/**
 * Whether a criterion holds of a resource. What is not known is no value, and no lack of one either. `NOT_EQUALS` does not
 * hold of a type alone: some resource of the type may have the value.
 */
export function demandHolds(demand: Demand, resource: KnownResource): boolean {
  const { field } = demand
  if (field === 'TYPE') return isMetByOne(demand, resource.type)
  if (field === undefined || resource.urn === '') return false
  if (field === 'URN') return isMetByOne(demand, resource.urn)
  const found = resource.facts?.[field]
  return found !== undefined && isMetBy(demand, found)
}

function isMetBy(demand: Demand, found: readonly string[]): boolean {
  if (demand.condition === 'NOT_EQUALS') {
    for (const value of found) if (!isMetByOne(demand, value)) return false
    return true
  }
  for (const value of found) if (isMetByOne(demand, value)) return true
  return false
}

function isMetByOne(demand: Demand, value: string): boolean {
  switch (demand.condition) {
    case 'EQUALS':
      return isListed(demand, value)
    case 'STARTS_WITH':
      return beginsLikeOne(demand, value)
    case 'NOT_EQUALS':
      return !isListed(demand, value)
    default:
      return false
  }
}

function isListed({ values, set }: Demand, value: string): boolean {
  return set === undefined ? values.includes(value) : set.has(value)
}

function beginsLikeOne({ values, set, lengths }: Demand, value: string): boolean {
  if (set === undefined || lengths === undefined) {
    for (const beginning of values) if (value.startsWith(beginning)) return true
    return false
  }
  for (const length of lengths) if (length <= value.length && set.has(value.slice(0, length))) return true
  return false
}
