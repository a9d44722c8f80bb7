import type { KnownResource, PolicyQuestion } from '../question.ts'
import { type ActorView, typesOwnedAs } from './actor-index.ts'
import { firstInAll, type Numbers } from './numbers.ts'
import type { Listing, PolicyIndex } from './policy-index.ts'
import { keyValues, type ResourceIndex } from './resource-index.ts'
import { type Rule, ruleHolds } from './rules.ts'

/**
 * The number of a policy of a listing that grants to whom it names, or -1; where no resource is asked about, the first.
 * Takes a step for 32 policies, and one for each that lists the privilege and is for the actor.
 */
export function findByBits(
  { named }: PolicyIndex,
  listing: Listing,
  { policies }: ActorView,
  resource: KnownResource | undefined,
): number {
  const free = firstInAll(listing.free, listing.free, policies, always)
  if (free >= 0 || resource === undefined) return free
  const open = firstInAll(listing.open, listing.open, policies, always)
  return open >= 0 ? open : findIn(named, listing.demanding, policies, resource, NOT_OWNED)
}

const always = () => true

const NOT_OWNED: readonly string[] = []

/** The number of a policy of a listing that grants to owners, or -1. */
export function findForOwners(
  { owners, anybody }: PolicyIndex,
  { owned }: Listing,
  view: ActorView,
  { actor, resource }: PolicyQuestion,
): number {
  if (owned.list.length === 0 || resource === undefined || resource.urn === '') return -1
  const ownedAs = typesOwnedAs(actor, view, resource.facts?.ownership ?? [])
  return ownedAs === undefined ? -1 : findIn(owners, owned, anybody, resource, ownedAs)
}

/**
 * The first policy of a listing, of those for `who`, whose rule holds: by all of the listing, where these are few, else by
 * the values of the resource, of which each brings the policies that have it as a key.
 */
function findIn(
  { rules, keyed, keyless, tried }: ResourceIndex,
  listing: Numbers,
  who: Int32Array,
  resource: KnownResource,
  ownedAs: readonly string[],
): number {
  if (listing.list.length === 0) return -1
  tried.begin()
  const holds = (number: number) => tried.isNew(number) && ruleHolds(rules[number] as Rule, resource, ownedAs)
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
