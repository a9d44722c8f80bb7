import { demandHolds } from '../criteria.ts'
import {
  type ActorSpec,
  FACT_FIELDS,
  type FactField,
  type KnownResource,
  type PolicyQuestion,
} from '../question.ts'
import { type ActorView, typesOwnedAs } from './actor-index.ts'
import { hasBit } from './numbers.ts'
import type { Listing, PolicyIndex } from './policy-index.ts'
import { allPass, type Rule } from './rules.ts'

/** Who asks, and what about. */
export interface Asked extends Pick<PolicyQuestion, 'subResources'> {
  actor: ActorSpec
  resource?: KnownResource | undefined
}

/**
 * The facts that are not known of a resource and could make one of these policies grant: of those that are for the actor,
 * or may be once its owners are known, and whose demands on what is known are met.
 */
export function wantedOf(
  { named, owners }: PolicyIndex,
  listing: Listing,
  view: ActorView,
  { actor, resource, subResources }: Asked,
): FactField[] {
  if (resource === undefined || resource.urn === '') return []
  const possible = FACT_FIELDS.filter((field) => listing.asks.has(field) && isUnknown(resource, field))
  const wanted = new Set<FactField>()
  const isDone = () => wanted.size >= possible.length
  const want = (rule: Rule, more: readonly FactField[] = []): void => {
    const unknown = allPass(rule, subResources) ? unknownOf(rule, resource) : undefined
    if (unknown !== undefined) for (const field of [...unknown, ...more]) wanted.add(field)
  }
  for (const number of listing.demanding.list) {
    if (isDone()) break
    if (hasBit(view.policies, number)) want(named.rules[number] as Rule)
  }
  const { ownership } = resource.facts ?? {}
  const ownedAs = ownership && typesOwnedAs(actor, view, ownership)
  if (ownership !== undefined && ownedAs === undefined) return inOrder(wanted)
  for (const number of listing.owned.list) {
    if (isDone()) break
    const rule = owners.rules[number] as Rule
    const isOwned = ownedAs === undefined || (rule.ownerTypes?.some((type) => ownedAs.includes(type)) ?? true)
    if (isOwned) want(rule, ownership === undefined ? ['OWNER'] : [])
  }
  return inOrder(wanted)
}

const inOrder = (wanted: ReadonlySet<FactField>) => FACT_FIELDS.filter((field) => wanted.has(field))

function isUnknown({ facts }: KnownResource, field: FactField): boolean {
  return facts?.[field] === undefined || (field === 'OWNER' && facts.ownership === undefined)
}

/** The fields that a rule asks for and that are not known; `undefined` where what is known does not do. */
function unknownOf(rule: Rule, resource: KnownResource): FactField[] | undefined {
  const unknown: FactField[] = []
  for (const demand of rule.demands) {
    const { field } = demand
    if (field === 'TYPE' || field === 'URN' || field === undefined || resource.facts?.[field] !== undefined) {
      if (!demandHolds(demand, resource)) return undefined
    } else unknown.push(field)
  }
  return unknown
}
