import type { Clock } from '../ports/core.ts'
import type { Transactions } from '../ports/transactions.ts'

/** Puts tokens that have expired where lists look for expired ones; resolves when none waits. */
export type LapseTokens = () => Promise<void>

// A replica whose clock is behind must not take an expired token for an active one that no list has.
const CLOCKS_APART_MS_MAX = 60_000

// Some 20 ms of a transaction.
const BATCH_SIZE = 500

export function makeLapseTokens(ports: { transactions: Transactions; clock: Clock }): LapseTokens {
  const { transactions, clock } = ports
  return async () => {
    const untilMs = clock.now() - CLOCKS_APART_MS_MAX
    let lapsed: number
    do {
      lapsed = await transactions.change(({ tokens }) => tokens.lapse(untilMs, BATCH_SIZE))
    } while (lapsed > 0)
  }
}
