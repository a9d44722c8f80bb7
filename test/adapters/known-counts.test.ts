import t from 'tap'
import { type Counting, makeKnownCounts } from '../../src/adapters/sql/token-lists/known-counts.ts'
import { holdCalls } from '../helpers/fakes/held-calls.ts'

function world() {
  let now = 0
  let counted = 0
  const known = makeKnownCounts(() => now, 20)
  return {
    known,
    pass: (ms: number) => {
      now += ms
    },
    counted: () => counted,
    /** A count of so many that takes so long. */
    counting: (total: number, tookMs = 100): Counting => ({
      async count() {
        counted++
        now += tookMs
        return total
      },
      isMany: async () => total > 10_000,
    }),
  }
}

t.test('up to ten thousand are counted each time, so that what was just made is among them', async (t) => {
  const { known, counting, counted } = world()
  for (const total of [0, 9_999, 10_000, 3])
    t.strictSame(await known('a', counting(total)), { total, exact: true })
  t.equal(counted(), 4)
})

t.test('more are known for twenty times as long as they took, each list by itself', async (t) => {
  const { known, counting, counted, pass } = world()
  t.strictSame(await known('a', counting(50_000)), { total: 50_000, exact: true })
  pass(1_999)
  t.strictSame(await known('a', counting(60_000)), { total: 50_000, exact: false })
  t.strictSame(await known('b', counting(70_000)), { total: 70_000, exact: true })
  pass(1_000)
  t.strictSame(await known('a', counting(60_000)), { total: 60_000, exact: true })
  t.equal(counted(), 3)
  pass(10_000)
  await known('a', counting(5))
  t.strictSame(await known('a', counting(6)), { total: 6, exact: true })
})

t.test('who asks while it is counted waits for that count, and not for ever', async (t) => {
  const { known, counting } = world()
  const count = holdCalls<[], number>()
  const slow = { count, isMany: async () => true }
  const first = [known('a', slow), known('a', slow)]
  t.equal(count.waiting.length, 1)
  t.strictSame(await Promise.all(first), Array(2).fill({ total: 10_001, exact: false }))
  t.strictSame(await known('a', { count, isMany: async () => false }), { total: 0, exact: false })
  count.waiting[0]?.answer(80_000)
  await new Promise(setImmediate)
  t.match(await known('a', counting(80_000)), { total: 80_000 })
})

t.test('an old count is better than none while a new one is made', async (t) => {
  const { known, counting, pass } = world()
  await known('a', counting(50_000))
  pass(100_000)
  const count = holdCalls<[], number>()
  t.strictSame(await known('a', { count, isMany: async () => true }), { total: 50_000, exact: false })
  count.waiting[0]?.answer(1)
})

t.test('a count that fails fails who asked, and the next one counts anew', async (t) => {
  const { known, counting } = world()
  const failing = { count: () => Promise.reject(new Error('the store failed')), isMany: async () => true }
  await t.rejects(known('a', failing), { message: 'the store failed' })
  t.strictSame(await known('a', counting(3)), { total: 3, exact: true })
})
