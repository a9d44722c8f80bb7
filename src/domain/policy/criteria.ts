import type { PolicyMatchCriterion, PolicyResources } from './policy.ts'
import type { FactField, Resource } from './question.ts'

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
  { type, urn, facts }: Resource,
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
}

export function demandOf({ field, values, condition = 'EQUALS' }: PolicyMatchCriterion): Demand {
  return { field: fieldNamed(field), condition, values }
}

/**
 * Whether a criterion holds of a resource. What is not known is no value, and no lack of one either. `NOT_EQUALS` does not
 * hold of a type alone: some resource of the type may have the value.
 */
export function demandHolds(demand: Demand, resource: Resource): boolean {
  const { field } = demand
  if (field === 'TYPE') return isMet(demand, [resource.type])
  if (field === undefined || resource.urn === '') return false
  if (field === 'URN') return isMet(demand, [resource.urn])
  const found = resource.facts?.[field]
  return found !== undefined && isMet(demand, found)
}

function isMet(demand: Demand, found: readonly string[]): boolean {
  switch (demand.condition) {
    case 'EQUALS':
      return namesOneOf(demand, found)
    case 'STARTS_WITH':
      return found.some((has) => demand.values.some((value) => has.startsWith(value)))
    case 'NOT_EQUALS':
      return !namesOneOf(demand, found)
    default:
      return false
  }
}

function namesOneOf({ values, set }: Demand, found: readonly string[]): boolean {
  for (const value of found) if (set === undefined ? values.includes(value) : set.has(value)) return true
  return false
}
