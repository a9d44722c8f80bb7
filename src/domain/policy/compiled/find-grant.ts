import type { PolicyActor, PolicyQuestion, Resource } from '../question.ts'
import type { ActorView } from './actor-index.ts'
import { BITS_AT, TYPES_AT } from './actor-records.ts'
import { findByBits, findForOwners } from './find-by-bits.ts'
import { mayHaveName, mayHaveOne } from './name-filter.ts'
import type { Listing, PolicyIndex } from './policy-index.ts'
import { bitCount, ENTRY_WORDS } from './postings.ts'
import type { Records } from './records.ts'
import { NUMBERS_MAX, OWNERS_AT } from './resource-records.ts'
import { ANYBODY, NO_MORE } from './rule-rows.ts'
import { type Rule, ruleHolds } from './rules.ts'

/**
 * Finds the number of a policy that grants, or -1. First come those that name the actor, and of these, where no resource is
 * asked about, the first in order; then those for owners.
 */
export function makeFindGrant(
  index: PolicyIndex,
  viewOf: (actor: PolicyActor) => ActorView,
  records: Records | undefined,
): (listing: Listing, question: PolicyQuestion) => number {
  function findSlowly(listing: Listing, question: PolicyQuestion): number {
    const view = viewOf(question.actor)
    const found = findByBits(index, listing, view, question.resource)
    return found < 0 ? findForOwners(index, listing, view, question) : found
  }
  if (records === undefined) return findSlowly

  const { rules, tried } = index.named
  const { types, privileges, postings, actors, resources } = records
  // The entries of the values that the resource has and for which there are rules of the privilege.
  const firsts = new Int32Array(NUMBERS_MAX)

  /** Goes through those of the actor's policies that are not found by values. */
  function findInList(place: number, { id }: Listing, type: number, resource: Resource | undefined): number {
    const { words, halves } = actors.arena
    if (((words[place + TYPES_AT + id] as number) & type) === 0) return -1
    const lists = (place + actors.listsAt) * 2
    const end = lists + (halves[lists + id + 1] as number)
    for (let at = lists + (halves[lists + id] as number); at < end; at++) {
      const number = halves[at] as number
      const wanted = types[number] as number
      if ((wanted & type) === 0) continue
      if (resource !== undefined && (wanted & NO_MORE) !== 0) return number
      if (ruleHolds(rules[number] as Rule, resource, NOT_OWNED)) return number
    }
    return -1
  }

  function findByValues(place: number, { id }: Listing, at: number, resource: Resource): number {
    const { words } = resources.arena
    const { ranks, width, entries } = postings
    const word = id >> 5
    const bit = id & 31
    const before = (1 << bit) - 1
    const end = words[at + 2] as number
    let count = 0
    // Without a branch, which would be guessed wrong, and memory waited for each time.
    for (let value = words[at + 1] as number; value < end; value++) {
      const rank = ((words[value] as number) * width + word) * 2
      const bits = ranks[rank] as number
      firsts[count] = (ranks[rank + 1] as number) + bitCount(bits & before)
      count += (bits >>> bit) & 1
    }
    const type = words[at] as number
    tried.begin()
    for (let i = 0; i < count; i++) {
      let entry = (firsts[i] as number) * ENTRY_WORDS
      do {
        const number = entries[entry + 2] as number
        if (mayGrant(entry, place, type) && isNamed(place, number) && tried.isNew(number)) {
          const isAll = ((entries[entry] as number) & NO_MORE) !== 0
          if (isAll || ruleHolds(rules[number] as Rule, resource, NOT_OWNED)) return number
        }
        entry = entries[entry + 3] as number
      } while (entry !== 0)
    }
    return -1
  }

  function mayGrant(entry: number, place: number, type: number): boolean {
    const names = postings.entries[entry + 1] as number
    const mayBeFor = names === ANYBODY || mayHaveOne(actors.arena.words, place, names)
    return mayBeFor && ((postings.entries[entry] as number) & type) !== 0
  }

  function isNamed(place: number, number: number): boolean {
    const at = (actors.arena.words[place + BITS_AT] as number) + (number >> 5)
    return ((actors.bits.words[at] as number) & (1 << (number & 31))) !== 0
  }

  function mayOwn(place: number, at: number): boolean {
    const { words } = resources.arena
    const end = words[at + 1] as number
    for (let owner = at + OWNERS_AT; owner < end; owner++)
      if (mayHaveName(actors.arena.words, place, words[owner] as number)) return true
    return false
  }

  return (listing, question) => {
    const { actor, resource } = question
    const place = actors.placeOf(actor)
    if (place < 0 || listing.id >= privileges) return findSlowly(listing, question)
    if (resource === undefined) return findInList(place, listing, -1, undefined)
    const at = resources.placeOf(resource)
    if (at < 0) return findSlowly(listing, question)
    const listed = findInList(place, listing, resources.arena.words[at] as number, resource)
    if (listed >= 0) return listed
    const found = findByValues(place, listing, at, resource)
    if (found >= 0 || !mayOwn(place, at)) return found
    return findForOwners(index, listing, viewOf(actor), question)
  }
}

const NOT_OWNED: readonly string[] = []
