import type { ActorView } from './actor-index.ts'
import type { PolicyIndex } from './policy-index.ts'

/** So many entries and privileges at most: 6 KB an actor. */
const ENTRIES_MAX = 2_048
const PRIVILEGES_MAX = 1_024

// What two bytes can tell apart.
const POLICIES_MAX = 65_536

/** The policies of an actor by privilege, ascending; `null` where there are more than is worth keeping for each actor. */
export function listsOf(
  { privileges, privilegesOf }: PolicyIndex,
  { policies }: ActorView,
): Uint16Array | null {
  const first = privileges.size + 1
  if (first > PRIVILEGES_MAX || privilegesOf.length > POLICIES_MAX) return null
  const own: number[] = []
  let entries = 0
  for (let at = 0; at < policies.length; at++) {
    for (let left = policies[at] as number; left !== 0; left &= left - 1) {
      const number = (at << 5) + 31 - Math.clz32(left & -left)
      own.push(number)
      entries += (privilegesOf[number] as readonly number[]).length
    }
    if (entries > ENTRIES_MAX) return null
  }
  const lists = new Uint16Array(first + entries)
  // Each privilege's place holds how many it has, then where they end, then, each written backwards, where they begin.
  for (const number of own)
    for (const id of privilegesOf[number] as readonly number[]) lists[id] = (lists[id] as number) + 1
  let end = first
  for (let id = 0; id < first; id++) {
    end += lists[id] as number
    lists[id] = end
  }
  for (let at = own.length - 1; at >= 0; at--) {
    const number = own[at] as number
    for (const id of privilegesOf[number] as readonly number[]) {
      const place = (lists[id] as number) - 1
      lists[id] = place
      lists[place] = number
    }
  }
  return lists
}
