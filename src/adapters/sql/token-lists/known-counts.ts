import { COUNTED_MAX, type TokenCount } from '../../../app/ports/tokens.ts'
import { makeLru } from '../../lru.ts'
import { within } from '../../within.ts'

interface Known {
  total: number
  /** Monotonic milliseconds. */
  at: number
  tookMs: number
}

/** One way to count, and how to tell quickly that it is going to be many. */
export interface Counting {
  count(): Promise<number>
  isMany(): Promise<boolean>
}

export type KnownCounts = (key: string, counting: Counting) => Promise<TokenCount>

// A count may be as old as it takes to make, times this: counting one list takes a twentieth of one core at the most.
const AGE_PER_COST = 20

// Nobody waits longer for a count that is made anew.
const WAIT_MS = 1_000

const KEPT_MAX = 1_000

/**
 * Counts, each by itself up to `COUNTED_MAX`; larger ones are kept for as long as they were costly, and made anew while
 * somebody asks. Not kept in the database: a row that every creation and every revoke adds to would make them wait for
 * each other, and a count takes 0.15 s of a million.
 */
export function makeKnownCounts(now: () => number, waitMs = WAIT_MS): KnownCounts {
  const known = makeLru<Known>(KEPT_MAX)
  const flights = new Map<string, Promise<Known>>()

  function fly(key: string, { count }: Counting): Promise<Known> {
    const flight = flights.get(key) ?? start(key, count)
    flights.set(key, flight)
    return flight
  }

  async function start(key: string, count: Counting['count']): Promise<Known> {
    const begun = now()
    try {
      const total = await count()
      const made = { total, at: now(), tookMs: now() - begun }
      if (total > COUNTED_MAX) known.set(key, made)
      else known.delete(key)
      return made
    } finally {
      flights.delete(key)
    }
  }

  return async (key, counting) => {
    const kept = known.get(key)
    if (kept !== undefined && now() - kept.at < kept.tookMs * AGE_PER_COST)
      return { total: kept.total, exact: false }
    const flight = fly(key, counting)
    const made = await within(flight, waitMs)
    if (made !== undefined) return { total: made.total, exact: true }
    if (kept !== undefined) return { total: kept.total, exact: false }
    return { total: (await counting.isMany()) ? COUNTED_MAX + 1 : 0, exact: false }
  }
}
