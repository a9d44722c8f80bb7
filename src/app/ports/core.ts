/** What the use-cases need of the world. Adapters implement these; tests hand in their own. */

export interface Clock {
  /** Wall clock, epoch milliseconds. */
  now(): number
  /** Never goes back; milliseconds from an arbitrary origin. For ages and time-outs. */
  monotonic(): number
}

/** The in-process tier: bounded, synchronous. */
export interface LocalCache<V> {
  get(key: string): V | undefined
  set(key: string, value: V): void
  delete(key: string): void
  clear(): void
  readonly size: number
}

/** What a list was asked for, without the size of its pages: plain JSON values. */
export type ListQuery = Readonly<Record<string, unknown>>

/**
 * Seals positions in a list, so that a cursor tells nothing, can only come from us, and goes on with the list that it
 * came from. Positions are small and plain JSON.
 */
export interface CursorCodec<Position> {
  seal(query: ListQuery, position: Position): string
  /** Errors: INVALID_REQUEST for what `seal` did not make, and for a cursor of another query. */
  open(query: ListQuery, cursor: string): Position
}
