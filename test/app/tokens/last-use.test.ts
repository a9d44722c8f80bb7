import fc from 'fast-check'
import t from 'tap'
import type { Transactions } from '../../../src/app/ports/transactions.ts'
import type { LastUseRecord, TokenUse } from '../../../src/app/ports/uses.ts'
import { makeLastUse } from '../../../src/app/tokens/last-use.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { holdCalls } from '../../helpers/fakes/held-calls.ts'
import { memoryTransactions } from '../../helpers/fakes/transactions.ts'
import { settled } from './lookup-world.ts'

const AT = '192.0.2.1'

/** What is on record, by the contract of the store: the newest use stays. */
function memoryLastUses() {
  const rows = new Map<string, LastUseRecord>()
  const batches: number[] = []
  const note = (uses: readonly TokenUse[]): void => {
    batches.push(uses.length)
    for (const { tokenId, ...use } of uses)
      if (use.at > (rows.get(tokenId)?.at ?? Number.NEGATIVE_INFINITY)) rows.set(tokenId, use)
  }
  return { rows, batches, note }
}

function noting({ flushAt = 1_000, pendingMax = 2_000, clock = fakeClock() } = {}) {
  const written = memoryLastUses()
  const memory = memoryTransactions({ lastUse: written })
  const failures: unknown[] = []
  let outage: Error | undefined
  const transactions: Transactions = {
    change: (work) => (outage === undefined ? memory.change(work) : Promise.reject(outage)),
  }
  const lastUse = makeLastUse({
    transactions,
    clock,
    flushAt,
    pendingMax,
    onFailure: (error) => failures.push(error),
  })
  const setOutage = (error: Error | undefined) => {
    outage = error
  }
  return { ...written, clock, lastUse, failures, setOutage }
}

t.test('of a token’s uses the newest is written, once, and nothing waits for it', async (t) => {
  const { rows, batches, clock, lastUse } = noting()
  lastUse.note('a', AT, 'curl/8')
  clock.advance(5)
  lastUse.note('a', '192.0.2.2', undefined)
  lastUse.note('b', AT, 'datahub\u0000cli')
  t.strictSame([...rows], [], 'nothing is written on the request’s way')
  t.equal(lastUse.stats.pending, 2)
  await lastUse.flush()
  t.strictSame(Object.fromEntries(rows), {
    a: { at: clock.now(), address: '192.0.2.2', userAgent: null },
    b: { at: clock.now(), address: AT, userAgent: 'datahub cli' },
  })
  await lastUse.flush()
  t.strictSame(batches, [2], 'what is written is not written again')
  t.equal(lastUse.stats.pending, 0)
})

t.test('a long user agent is cut, and a short one kept as it is', async (t) => {
  const { rows, lastUse } = noting()
  lastUse.note('long', AT, `${'x'.repeat(199)}\u{1f511}${'y'.repeat(10_000)}`)
  lastUse.note('blank', AT, ' ')
  await lastUse.flush()
  t.equal(rows.get('long')?.userAgent, `${'x'.repeat(199)}\ufffd`)
  t.equal(rows.get('blank')?.userAgent, null)
})

t.test('a wall clock that is set back moves no last use back', async (t) => {
  const { rows, clock, lastUse } = noting()
  const before = clock.now()
  lastUse.note('a', AT, 'newest')
  clock.setWallBack(3_600_000)
  lastUse.note('a', AT, 'older by the clock')
  await lastUse.flush()
  t.match(rows.get('a'), { at: before, userAgent: 'newest' })
})

t.test('a database that takes nothing loses nothing: it is written when it answers again', async (t) => {
  const { rows, clock, lastUse, failures, setOutage } = noting()
  const outage = new Error('the database is away')
  lastUse.note('a', AT, 'first')
  lastUse.note('b', AT, 'only')
  setOutage(outage)
  await lastUse.flush()
  clock.advance(10)
  lastUse.note('a', AT, 'second')
  await lastUse.flush()
  t.strictSame(failures, [outage], 'told once')
  t.match(lastUse.stats, { pending: 2, flushFailures: 2, dropped: 0 })
  setOutage(undefined)
  await lastUse.flush()
  t.match(rows.get('a'), { at: clock.now(), userAgent: 'second' })
  t.match(rows.get('b'), { at: clock.now() - 10, userAgent: 'only' })
  setOutage(outage)
  lastUse.note('a', AT, 'third')
  await lastUse.flush()
  t.strictSame(failures, [outage, outage], 'another outage is told again')
})

t.test('a use that comes while others are written is neither lost nor held up', async (t) => {
  const change = holdCalls<[unknown], never>()
  const lastUse = makeLastUse({
    transactions: { change: change as unknown as Transactions['change'] },
    clock: fakeClock(),
    flushAt: 10,
    pendingMax: 20,
    onFailure() {},
  })
  lastUse.note('a', AT, undefined)
  const first = lastUse.flush()
  lastUse.note('a', AT, undefined)
  t.equal(lastUse.flush(), first, 'one writing at a time')
  t.equal(lastUse.stats.pending, 2)
  change.waiting[0]?.answer(undefined as never)
  await first
  t.equal(lastUse.stats.pending, 1)
  void lastUse.flush()
  t.equal(change.waiting.length, 1)
})

t.test('many tokens are written early, in statements of a bounded size', async (t) => {
  const { rows, batches, lastUse } = noting({ flushAt: 250 })
  for (let i = 0; i < 250; i++) lastUse.note(`${i}`, AT, undefined)
  await settled()
  t.equal(rows.size, 250)
  t.strictSame(batches, [100, 100, 50])
})

t.test(
  'memory is bounded while the database takes nothing, and it is not asked once a request',
  async (t) => {
    const { lastUse, setOutage, clock, rows } = noting({ flushAt: 10, pendingMax: 20 })
    setOutage(new Error('the database is away'))
    for (let i = 0; i < 1_000; i++) {
      lastUse.note(`${i}`, AT, undefined)
      if (i % 10 === 0) await settled()
    }
    t.match(lastUse.stats, { pending: 20, flushFailures: 1, dropped: 980 })
    clock.advance(1)
    lastUse.note('0', AT, 'still noted')
    setOutage(undefined)
    await lastUse.flush()
    t.match(rows.get('0'), { at: clock.now(), userAgent: 'still noted' })
  },
)

t.test('whatever comes between, what is on record in the end is the newest use of each token', async (t) => {
  const step = fc.oneof(
    fc.record({ use: fc.constantFrom('a', 'b', 'c'), ms: fc.integer({ min: 0, max: 3 }) }),
    fc.record({ flush: fc.boolean() }),
    fc.record({ outage: fc.boolean() }),
  )
  const property = fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
      const { rows, clock, lastUse, setOutage } = noting({ flushAt: 2 })
      const newest = new Map<string, number>()
      for (const one of steps) {
        if ('use' in one) {
          clock.advance(one.ms)
          lastUse.note(one.use, AT, undefined)
          newest.set(one.use, clock.now())
        } else if ('outage' in one) setOutage(one.outage ? new Error('away') : undefined)
        else if (one.flush) await lastUse.flush()
        else void lastUse.flush()
      }
      setOutage(undefined)
      await lastUse.flush()
      await lastUse.flush()
      return [...newest].every(([token, at]) => rows.get(token)?.at === at)
    }),
  )
  await t.resolves(property)
})
