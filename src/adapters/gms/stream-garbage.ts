import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

// A minor collection takes well under a millisecond, and a body at 1 GB/s then asks for 60 of them a second.
const BYTES_BETWEEN_COLLECTIONS = 16_000_000

/** Told of each chunk that streams through, in bytes. */
export type NoteStreamed = (bytes: number) => void

/**
 * Keeps the memory flat while large bodies stream. Each 64 kB that a socket reads is a buffer outside the heap, and V8
 * lets 64 MB of dead ones lie before it looks (its soft limit of external allocation). Counting what streams and asking
 * for a minor collection in between keeps that at 16 MB. Small requests never add up to one that matters.
 */
export function makeStreamGarbage(collect: () => void): NoteStreamed {
  let streamed = 0
  return (bytes) => {
    streamed += bytes
    if (streamed < BYTES_BETWEEN_COLLECTIONS) return
    streamed = 0
    collect()
  }
}

/** V8's minor collection, reached without a command-line flag. */
export function minorCollection(): () => void {
  setFlagsFromString('--expose-gc')
  const gc = runInNewContext('gc') as (options: { type: 'minor'; execution: 'sync' }) => void
  return () => gc({ type: 'minor', execution: 'sync' })
}
