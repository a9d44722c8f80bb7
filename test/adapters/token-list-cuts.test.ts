import fc from 'fast-check'
import t from 'tap'
import { type Cut, compareCuts, overlap } from '../../src/adapters/sql/token-lists/cut.ts'

const value = fc.integer({ min: 0, max: 2 })
const cut: fc.Arbitrary<Cut> = fc.record({
  at: fc.array(value, { minLength: 1, maxLength: 3 }),
  side: fc.constantFrom('before', 'after'),
})

// All rows that there are, in their order.
const ROWS = [0, 1, 2].flatMap((a) => [0, 1, 2].flatMap((b) => [0, 1, 2].map((c) => [a, b, c])))

/** Whether a row lies behind a place, by the words that say what a place is. */
function isBehind(row: number[], { at, side }: Cut): boolean {
  for (const [i, value] of at.entries()) if (row[i] !== value) return Number(row[i]) > Number(value)
  return side === 'before'
}

t.test('of two places the later one has no rows behind it that the earlier one has not', async (t) => {
  const property = fc.property(cut, cut, (a, b) => {
    const [behindA, behindB] = [a, b].map((cut) => ROWS.filter((row) => isBehind(row, cut)).length)
    // Places with no row between them may come in either order.
    return behindA === behindB || compareCuts(a, b) < 0 === Number(behindA) > Number(behindB)
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 2_000 }))
})

t.test('places are in one order', async (t) => {
  const property = fc.property(cut, cut, cut, (a, b, c) => {
    const same = Math.sign(compareCuts(a, b)) === -Math.sign(compareCuts(b, a)) && compareCuts(a, a) === 0
    return same && (compareCuts(a, b) > 0 || compareCuts(b, c) > 0 || compareCuts(a, c) <= 0)
  })
  t.doesNotThrow(() => fc.assert(property, { numRuns: 2_000 }))
})

t.test('what two ranges have in common is what is in both', async (t) => {
  const range = fc.record({ lower: cut, upper: cut }, { requiredKeys: [] })
  const inside = (row: number[], { lower, upper }: { lower?: Cut | undefined; upper?: Cut | undefined }) =>
    (lower === undefined || isBehind(row, lower)) && (upper === undefined || !isBehind(row, upper))
  const property = fc.property(range, range, (a, b) =>
    ROWS.every((row) => inside(row, overlap(a, b)) === (inside(row, a) && inside(row, b))),
  )
  t.doesNotThrow(() => fc.assert(property, { numRuns: 2_000 }))
})
