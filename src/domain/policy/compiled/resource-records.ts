import type { Resource } from '../question.ts'
import { Recorded } from '../recorded.ts'
import { type Arena, hasRoom, keepUpTo, makeArena } from './arena.ts'
import { nameBits } from './name-filter.ts'
import { LENGTHS_MAX, type NumberedValues, numbersIn, OTHER_TYPE } from './numbered-values.ts'

/**
 * What is kept of resources. A record has the bit of its type, where its owners end, where its values end; the bits of its
 * owners' names, and the numbers of those of its values that some rule asks for.
 */
export interface ResourceRecords {
  /** Where a resource's record begins, which may be there until the next question only; below 0: it has none. */
  placeOf(resource: Resource): number
  arena: Arena
}

const TOO_LONG = -1
const ASKED_ONCE = -2
export const OWNERS_AT = 3

/** So many at most are looked up, of values by each length of beginnings. */
const OWNERS_MAX = 1_024
const VALUES_MAX = 1_024

/** A value has a number of its own, and one for each length of beginnings. */
export const NUMBERS_MAX = VALUES_MAX * (1 + LENGTHS_MAX)

export function makeResourceRecords(values: NumberedValues): ResourceRecords {
  const arena = makeArena()
  // Another one each time that it begins anew.
  let records = {}

  function write(resource: Resource): number {
    // Of a type alone nothing is known, nor can be.
    const isType = resource.urn === ''
    const owners = isType ? [] : (resource.facts?.ownership ?? [])
    const numbers = isType ? new Set<number>() : numbersIn(values, resource, VALUES_MAX)
    if (numbers === undefined || owners.length > OWNERS_MAX) return TOO_LONG
    const length = OWNERS_AT + owners.length + numbers.size
    if (!hasRoom(arena, length)) {
      records = {}
      arena.end = 0
    }
    const { words, end: place } = arena
    const valuesAt = place + OWNERS_AT + owners.length
    words[place] = values.types.get(resource.type) ?? OTHER_TYPE
    words[place + 1] = valuesAt
    words[place + 2] = place + length
    for (const [at, { urn }] of owners.entries()) words[place + OWNERS_AT + at] = nameBits(urn)
    words.set([...numbers], valuesAt)
    return place
  }

  /** It is kept from the second question on: many a resource is made for one. */
  function placeLater(resource: Resource, isAskedAgain: boolean): number {
    const place = write(resource)
    if (isAskedAgain && place !== TOO_LONG) keepUpTo(arena, arena.words[place + 2] as number)
    Recorded.keep(records, resource, isAskedAgain ? place : ASKED_ONCE)
    return place
  }

  function placeOf(resource: Resource): number {
    const place = Recorded.placeIn(records, resource)
    if (place === undefined || place === ASKED_ONCE) return placeLater(resource, place === ASKED_ONCE)
    return place
  }

  return { placeOf, arena }
}
