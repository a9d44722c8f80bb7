import { NO_MORE, type RuleRow } from './rule-rows.ts'

/** Rules by a value and a privilege, in two pieces of memory. */
export interface Postings {
  /**
   * Of each value, for 32 privileges at a time: which of these it has rules for, as bits; and how many such bits there are
   * before all of them (the rank of a bit vector; Jacobson, FOCS 1989).
   */
  ranks: Int32Array
  /** How many times 32 privileges there are. */
  width: number
  /** At its bit's rank the first rule of a value and a privilege; after all of these the further ones. */
  entries: Int32Array
}

/** Words of an entry: types and names as in `RuleRow`, the rule, and the next entry of the same value and privilege, or 0. */
export const ENTRY_WORDS = 4

/** So many rules of a value and a privilege are gone through as fast as bits are. */
const RULES_MAX = 16

/**
 * Rules by the values and privileges that they are for. Those of which there are too many for a value and a privilege are
 * not among them, and their rows lose the values.
 */
export function* makePostings(
  rows: (RuleRow | undefined)[],
  privilegesOf: readonly (readonly number[])[],
  values: number,
  privileges: number,
): Generator<void, Postings> {
  const width = Math.ceil(privileges / 32)
  const ranks = new Int32Array(values * width * 2)
  const pairs = pairsOf(rows, privilegesOf)
  let total = 0
  yield* pairs((value, privilege) => {
    const at = (value * width + (privilege >> 5)) * 2
    ranks[at] = (ranks[at] as number) | (1 << (privilege & 31))
    total++
  })
  let firsts = 0
  for (let at = 0; at < ranks.length; at += 2) {
    ranks[at + 1] = firsts
    firsts += bitCount(ranks[at] as number)
    if (at % WORDS_A_STEP === 0) yield
  }
  const postings: Postings = { ranks, width, entries: new Int32Array(total * ENTRY_WORDS) }
  const counts = new Uint32Array(firsts)
  yield* pairs((value, privilege) => {
    const rank = rankOf(postings, value, privilege)
    counts[rank] = (counts[rank] as number) + 1
  })
  yield* pairs((value, privilege, row) => {
    if ((counts[rankOf(postings, value, privilege)] as number) <= RULES_MAX) return
    row.values = undefined
    row.types &= ~NO_MORE
  })
  let end = firsts
  yield* pairs((value, privilege, { types, names }, number) => {
    const first = rankOf(postings, value, privilege) * ENTRY_WORDS
    const { entries } = postings
    // Also where one is there whose types exclude each other, which never holds.
    const isFirst = entries[first] === 0
    const at = isFirst ? first : end++ * ENTRY_WORDS
    const next = isFirst ? 0 : (entries[first + 3] as number)
    entries.set([types, names, number, next], at)
    if (!isFirst) entries[first + 3] = at
  })
  return postings
}

const WORDS_A_STEP = 1 << 14

type ForPair = (value: number, privilege: number, row: RuleRow, number: number) => void

/** Goes through the values and privileges of all rules, in steps. */
function pairsOf(rows: readonly (RuleRow | undefined)[], privilegesOf: readonly (readonly number[])[]) {
  return function* (visit: ForPair): Generator<void> {
    for (const [number, row] of rows.entries()) {
      const values = row?.values
      for (const value of values ?? [])
        for (const privilege of privilegesOf[number] as readonly number[])
          visit(value, privilege, row as RuleRow, number)
      if (values !== undefined || number % ROWS_A_STEP === ROWS_A_STEP - 1) yield
    }
  }
}

export const ROWS_A_STEP = 1 << 10

/** How many bits of `Postings.ranks` there are before this value's and privilege's. */
function rankOf({ ranks, width }: Postings, value: number, privilege: number): number {
  const at = (value * width + (privilege >> 5)) * 2
  return (ranks[at + 1] as number) + bitCount((ranks[at] as number) & ((1 << (privilege & 31)) - 1))
}

/** How many bits of a word are set (Warren, Hacker's Delight, 5-1). */
export function bitCount(word: number): number {
  let count = word - ((word >>> 1) & 0x55555555)
  count = (count & 0x33333333) + ((count >>> 2) & 0x33333333)
  count = (count + (count >>> 4)) & 0x0f0f0f0f
  return Math.imul(count, 0x01010101) >>> 24
}
