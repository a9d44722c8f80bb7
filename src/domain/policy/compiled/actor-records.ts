import type { PolicyActor } from '../question.ts'
import { Recorded } from '../recorded.ts'
import type { ActorView } from './actor-index.ts'
import { type Arena, hasRoom, keepUpTo, makeArena } from './arena.ts'
import { addName, FILTER_WORDS, nameBits } from './name-filter.ts'
import type { RuleRow } from './rule-rows.ts'

/**
 * What is kept of actors who ask more than once. A record has a filter of the actor's names, where the bits of its policies
 * begin, by privilege the types of which one of the listed policies may hold, and in halves of words where the lists of
 * the privileges begin, and the lists: the actor's policies that are not found by a value.
 */
export interface ActorRecords {
  /** Where an actor's record begins; below 0: it has none. */
  placeOf(actor: PolicyActor): number
  arena: Arena
  /** Where in a record the lists begin, in words. */
  listsAt: number
  /** Of each actor, which policies name it. */
  bits: Arena
}

const NO_RECORD = -1
const ASKED_ONCE = -2
export const BITS_AT = FILTER_WORDS
export const TYPES_AT = BITS_AT + 1

/** So many numbers at most in the lists, 4 KB. */
const NUMBERS_MAX = 2_048

export function makeActorRecords(
  rows: readonly (RuleRow | undefined)[],
  privilegesOf: readonly (readonly number[])[],
  privileges: number,
  viewOf: (actor: PolicyActor) => ActorView,
): ActorRecords {
  const arena = makeArena()
  const bits = makeArena()
  const listsAt = TYPES_AT + privileges
  // Another one each time that it begins anew.
  let records = {}

  /** From the second question on: making a record takes as long as some questions without one. */
  function placeLater(actor: PolicyActor, isAskedAgain: boolean): number {
    const place = isAskedAgain ? write(actor, viewOf(actor)) : ASKED_ONCE
    Recorded.keep(records, actor, place)
    return place
  }

  function write({ urn, groups, roles }: PolicyActor, { policies }: ActorView): number {
    const own = listed(policies)
    if (own === undefined) return NO_RECORD
    const length = listsAt + ((privileges + own.entries) >> 1) + 1
    if (!hasRoom(arena, length) || !hasRoom(bits, policies.length)) {
      records = {}
      arena.end = 0
      bits.end = 0
    }
    const { words, halves, end: place } = arena
    words.fill(0, place, place + length)
    for (const names of [[urn], groups, roles])
      for (const name of names) addName(words, place, nameBits(name))
    words[place + BITS_AT] = bits.end
    bits.words.set(policies, bits.end)
    writeLists(words.subarray(place + TYPES_AT), halves.subarray((place + listsAt) * 2), own.numbers)
    keepUpTo(bits, bits.end + policies.length)
    return keepUpTo(arena, place + length)
  }

  /** The actor's policies that are not found by a value, and how many privileges all of these have. */
  function listed(policies: Int32Array): { numbers: number[]; entries: number } | undefined {
    const numbers: number[] = []
    let entries = 0
    for (let at = 0; at < policies.length; at++) {
      for (let left = policies[at] as number; left !== 0; left &= left - 1) {
        const number = (at << 5) + 31 - Math.clz32(left & -left)
        if (rows[number] === undefined || rows[number].values !== undefined) continue
        numbers.push(number)
        entries += (privilegesOf[number] as readonly number[]).length
      }
      if (entries > NUMBERS_MAX) return undefined
    }
    return { numbers, entries }
  }

  function writeLists(types: Int32Array, lists: Uint16Array, numbers: readonly number[]): void {
    // Each privilege's place holds how many it has, then where they end, then, each written backwards, where they begin.
    for (const number of numbers) {
      for (const id of privilegesOf[number] as readonly number[]) {
        lists[id] = (lists[id] as number) + 1
        types[id] = (types[id] as number) | (rows[number] as RuleRow).types
      }
    }
    let end = privileges + 1
    for (let id = 0; id <= privileges; id++) {
      end += lists[id] as number
      lists[id] = end
    }
    for (const number of numbers.toReversed()) {
      for (const id of privilegesOf[number] as readonly number[]) {
        const place = (lists[id] as number) - 1
        lists[id] = place
        lists[place] = number
      }
    }
  }

  function placeOf(actor: PolicyActor): number {
    const place = Recorded.placeIn(records, actor)
    if (place === undefined || place === ASKED_ONCE) return placeLater(actor, place === ASKED_ONCE)
    return place
  }

  return { placeOf, arena, listsAt, bits }
}
