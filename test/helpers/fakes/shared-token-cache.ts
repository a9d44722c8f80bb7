import type { CachedToken, SharedTokenCache } from '../../../src/app/ports/tokens.ts'

/** A shared tier that keeps everything, for ever, and counts what it is asked. */
export interface MemorySharedCache extends SharedTokenCache {
  entries: Map<string, CachedToken>
  gets: number
}

export function memorySharedCache(): MemorySharedCache {
  const entries = new Map<string, CachedToken>()
  const cache: MemorySharedCache = {
    entries,
    gets: 0,
    async get(id) {
      cache.gets++
      return structuredClone(entries.get(id))
    },
    async set(entry) {
      entries.set(entry.record.id, structuredClone(entry))
    },
    async delete(id) {
      entries.delete(id)
    },
  }
  return cache
}
