import type { SlicesOptions } from './run-in-slices.ts'

/** As many reads of GMS as one caller may have under way. */
const AT_ONCE = 16

/**
 * Does something with each item, 16 at once where it waits, and lets others have their turn between items; each must take
 * milliseconds at the most. Stops where `work` gives `false`, when what has begun is done.
 */
export async function eachInSlices<T>(
  items: Iterable<T>,
  work: (item: T) => Promise<unknown>,
  { clock, sliceMs, pause }: SlicesOptions,
): Promise<void> {
  const rest = items[Symbol.iterator]()
  let stopped = false
  let sliceEnds = clock.monotonic() + sliceMs
  let pausing: Promise<void> | undefined

  async function takeTurn(): Promise<void> {
    if (clock.monotonic() < sliceEnds) return
    pausing ??= pause().then(() => {
      sliceEnds = clock.monotonic() + sliceMs
      pausing = undefined
    })
    await pausing
  }

  async function worker(): Promise<void> {
    while (!stopped) {
      const next = rest.next()
      if (next.done) return
      try {
        if ((await work(next.value)) === false) stopped = true
        await takeTurn()
      } catch (error) {
        stopped = true
        throw error
      }
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker))
}
