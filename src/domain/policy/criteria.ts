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

/**
 * Whether a criterion holds of a resource. `NOT_EQUALS` does not hold of a type alone: some resource of the type may have
 * the value.
 */
export function criterionHolds(criterion: PolicyMatchCriterion, resource: Resource): boolean {
  const field = fieldNamed(criterion.field)
  const found = field === undefined ? undefined : valuesOf(field, resource)
  if (found === undefined) return false
  const { values, condition = 'EQUALS' } = criterion
  switch (condition) {
    case 'EQUALS':
      return values.some((value) => found.includes(value))
    case 'STARTS_WITH':
      return found.some((has) => values.some((value) => has.startsWith(value)))
    case 'NOT_EQUALS':
      if (field !== 'TYPE' && resource.urn === '') return false
      return !values.some((value) => found.includes(value))
    default:
      return false
  }
}
