import { type ActorView, typesOwnedAs } from './actor-index.ts'
import { listsOf } from './actor-lists.ts'
import { nameFilter } from './name-filter.ts'
import { firstInAll, type Numbers } from './numbers.ts'
import type { Listing, PolicyIndex } from './policy-index.ts'
import type { PolicyQuestion, Resource } from './question.ts'
import { keyValues, type ResourceIndex } from './resource-index.ts'
import { type Rule, ruleHolds } from './rules.ts'

/**
 * The number of a policy that grants, or -1. First come those that name the actor, and of these, where no resource is asked
 * about, the first in order; then those for owners.
 */
export function findGrant(
  index: PolicyIndex,
  listing: Listing,
  view: ActorView,
  { actor, resource }: PolicyQuestion,
): number {
  const lists = listsFor(index, view)
  if (resource !== undefined && lists !== null) index.marks.mark(resource)
  const found =
    lists === null
      ? findAmongMany(index, listing, view.policies, resource)
      : findInList(index, lists, listing.id, resource)
  const { owned } = listing
  if (found >= 0 || owned.list.length === 0 || resource === undefined || resource.urn === '') return found
  if (lists !== null) {
    if (view.names === undefined) view.names = nameFilter(actor.urn, actor.groups)
    if (!index.marks.mayBeOwned(view.names)) return -1
  }
  const ownedAs = typesOwnedAs(actor, view, resource.facts?.ownership ?? [])
  return ownedAs === undefined ? -1 : findIn(index.owners, owned, index.anybody, resource, ownedAs)
}

/** An actor's lists from the second question on: making them takes as long as some questions without them. */
function listsFor(index: PolicyIndex, view: ActorView): Uint16Array | null {
  if (view.lists === undefined && view.hasAsked) view.lists = listsOf(index, view)
  view.hasAsked = true
  return view.lists ?? null
}

/** Goes through the actor's policies that list a privilege. */
function findInList(
  { named: { rules }, marks }: PolicyIndex,
  lists: Uint16Array,
  id: number,
  resource: Resource | undefined,
): number {
  const [begin, end] = [lists[id] as number, lists[id + 1] as number]
  for (let at = begin; at < end; at++) {
    const number = lists[at] as number
    const told = resource === undefined ? 1 : marks.told(number)
    if (told === 0) continue
    // No field of a type alone has a value, whatever was noted.
    if (told === 2 && resource?.urn !== '') return number
    if (ruleHolds(rules[number] as Rule, resource, NOT_OWNED)) return number
  }
  return -1
}

function findAmongMany(
  { named }: PolicyIndex,
  listing: Listing,
  who: Int32Array,
  resource: Resource | undefined,
): number {
  const free = firstInAll(listing.free, listing.free, who, always)
  if (free >= 0 || resource === undefined) return free
  const open = firstInAll(listing.open, listing.open, who, always)
  return open >= 0 ? open : findIn(named, listing.demanding, who, resource, NOT_OWNED)
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
