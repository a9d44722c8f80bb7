import { setImmediate } from 'node:timers/promises'
import { systemClock } from '../../src/adapters/system-clock.ts'
import type { SlicesOptions } from '../../src/app/access/run-in-slices.ts'

/** How long work may take without a turn of the event loop: 20 ms are what others may wait, and a garbage collection adds. */
export const SLICES: SlicesOptions = { clock: systemClock, sliceMs: 5, pause: () => setImmediate() }
