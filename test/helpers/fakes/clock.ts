import type { Clock } from '../../../src/app/ports/core.ts'

/** A clock that moves only when it is told to. */
export interface FakeClock extends Clock {
  /** Time passes, on both clocks. */
  advance(ms: number): void
  /** Somebody sets the wall clock; no time passes. */
  setWallBack(ms: number): void
}

/** Begins at a moment of 2026, in the middle of a second; monotonic time begins elsewhere, so no test can mix them up. */
export function fakeClock(startMs = 1_790_000_000_500): FakeClock {
  let wallMs = startMs
  let monotonicMs = 5_000
  return {
    now: () => wallMs,
    monotonic: () => monotonicMs,
    advance(ms) {
      wallMs += ms
      monotonicMs += ms
    },
    setWallBack(ms) {
      wallMs -= ms
    },
  }
}
