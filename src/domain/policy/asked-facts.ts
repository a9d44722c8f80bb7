import { criteriaOf, fieldNamed } from './criteria.ts'
import type { PolicyDocument } from './policy.ts'
import { FACT_FIELDS, type FactField, type KnownResource } from './question.ts'

/** What any of these policies asks of a resource and is not known of it, whoever the actor is. */
export function askedFacts(policies: readonly PolicyDocument[], resource: KnownResource): FactField[] {
  // Of a type alone nothing is known, nor can be.
  if (resource.urn === '') return []
  const asked = new Set<string | undefined>()
  for (const { info } of policies) {
    if (info.actors.resourceOwners === true) asked.add('OWNER')
    if (info.type === 'PLATFORM' || info.resources === undefined) continue
    for (const { field } of criteriaOf(info.resources)) asked.add(fieldNamed(field))
  }
  return FACT_FIELDS.filter((field) => asked.has(field) && resource.facts?.[field] === undefined)
}
