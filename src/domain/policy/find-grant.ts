import { type ActorView, typesOwnedAs } from './actor-index.ts'
import { firstInAll, type Numbers } from './numbers.ts'
import type { Listing, PolicyIndex } from './policy-index.ts'
import type { PolicyQuestion, Resource } from './question.ts'
import { keyValues, type ResourceIndex } from './resource-index.ts'
import { type Rule, ruleHolds } from './rules.ts'

/**
 * The number of a policy that grants, or -1. First are those that want nothing of a resource, in their order; then those
 * that name the actor; then those for owners.
 */
export function findGrant(
  { named, owners, anybody }: PolicyIndex,
  listing: Listing,
  view: ActorView,
  { actor, resource }: PolicyQuestion,
): number {
  const who = view.policies
  const free = firstInAll(listing.free, listing.free, who, always)
  if (free >= 0 || resource === undefined) return free
  const open = firstInAll(listing.open, listing.open, who, always)
  if (open >= 0) return open
  const found = findIn(named, listing.demanding, who, resource, NOT_OWNED)
  if (found >= 0 || listing.owned.list.length === 0 || resource.urn === '') return found
  const ownedAs = typesOwnedAs(actor, view, resource.facts?.ownership ?? [])
  return ownedAs === undefined ? -1 : findIn(owners, listing.owned, anybody, resource, ownedAs)
}

const always = () => true

const NOT_OWNED: readonly string[] = []

/**
 * The first policy of a listing, of those for `who`, whose rule holds: by all of the listing, where these are few, else by
 * the values of the resource, of which each brings the policies that have it as a key.
 */
function findIn(
  { rules, keyed, keyless }: ResourceIndex,
  listing: Numbers,
  who: Int32Array,
  resource: Resource,
  ownedAs: readonly string[],
): number {
  if (listing.list.length === 0) return -1
  const holds = (number: number) => ruleHolds(rules[number] as Rule, resource, ownedAs)
  if (listing.list.length <= FEW) return firstInAll(listing, listing, who, holds)
  for (const [field, postings] of keyed) {
    const values = keyValues(field, resource, ownedAs)
    if (typeof values === 'string') {
      const found = firstOf(postings.get(values), listing, who, holds)
      if (found >= 0) return found
      continue
    }
    for (const value of values) {
      const found = firstOf(postings.get(value), listing, who, holds)
      if (found >= 0) return found
    }
  }
  return firstInAll(keyless, listing, who, holds)
}

// As many policies are asked for their bits in the time of three look-ups of values.
const FEW = 32

function firstOf(
  numbers: Numbers | undefined,
  listing: Numbers,
  who: Int32Array,
  holds: (number: number) => boolean,
): number {
  return numbers === undefined ? -1 : firstInAll(numbers, listing, who, holds)
}
