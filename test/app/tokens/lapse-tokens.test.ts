import t from 'tap'
import { makeLapseTokens } from '../../../src/app/tokens/lapse-tokens.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { memoryTokenStore } from '../../helpers/fakes/stores.ts'
import { memoryTransactions } from '../../helpers/fakes/transactions.ts'

t.test('a sweep goes on until none waits, and leaves the last minute to clocks that differ', async (t) => {
  const waiting = [500, 500, 3, 0]
  const asked: [number, number][] = []
  const tokens = {
    ...memoryTokenStore(),
    async lapse(untilMs: number, limit: number) {
      asked.push([untilMs, limit])
      return waiting.shift() ?? 0
    },
  }
  const clock = fakeClock()
  await makeLapseTokens({ transactions: memoryTransactions({ tokens }), clock })()
  t.strictSame(asked, Array(4).fill([clock.now() - 60_000, 500]))
})
