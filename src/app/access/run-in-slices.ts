import type { Clock } from '../ports/core.ts'

export interface SlicesOptions {
  clock: Pick<Clock, 'monotonic'>
  /** How long the work may hold the process before others have their turn, milliseconds. */
  sliceMs: number
  /** Lets others have their turn. */
  pause: () => Promise<void>
}

/** Runs work that comes in steps to its end. */
export async function runInSlices<T>(
  work: Generator<void, T>,
  { clock, sliceMs, pause }: SlicesOptions,
): Promise<T> {
  let sliceEnds = clock.monotonic() + sliceMs
  for (;;) {
    const step = work.next()
    if (step.done) return step.value
    if (clock.monotonic() < sliceEnds) continue
    await pause()
    sliceEnds = clock.monotonic() + sliceMs
  }
}
