import { LRUCache } from 'lru-cache'
import type { LocalCache } from '../app/ports/core.ts'

/** An in-process cache of at most `entriesMax` entries; the least recently used one makes room. */
export function makeLru<V extends object | number | string>(entriesMax: number): LocalCache<V> {
  return new LRUCache<string, V>({ max: entriesMax })
}
