import { makeLru } from '../../../src/adapters/lru.ts'
import type { LocalCache } from '../../../src/app/ports/core.ts'
import type { SharedTokenCache, TokenStore } from '../../../src/app/ports/tokens.ts'
import { type KnownToken, makeTokenLookup, type TokenLookup } from '../../../src/app/tokens/token-lookup.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'
import { type FakeClock, fakeClock } from '../../helpers/fakes/clock.ts'
import { memoryTokenStore, type WritableTokenStore } from '../../helpers/fakes/stores.ts'
import { signer } from '../../helpers/fakes/tokens.ts'

export const LIFE_MS = 1_000

export interface WorldOptions {
  shared?: SharedTokenCache
  /** How the lookup reads the store, where it is not at once. */
  find?: TokenStore['find']
  clock?: FakeClock
  entriesMax?: number
}

export interface World {
  lookup: TokenLookup
  store: WritableTokenStore
  clock: FakeClock
  local: LocalCache<KnownToken>
  absent: LocalCache<number>
}

/** One process's lookup over a store and, where one is given, a shared cache. */
export function lookupWorld({
  shared,
  find,
  clock = fakeClock(),
  entriesMax = 1_000,
}: WorldOptions = {}): World {
  const store = memoryTokenStore()
  const local = makeLru<KnownToken>(entriesMax)
  const absent = makeLru<number>(entriesMax)
  const lookup = makeTokenLookup({
    local,
    absent,
    ...(shared && { shared }),
    store: { find: find ?? store.find },
    signer,
    clock,
    entryLifeMs: LIFE_MS,
  })
  return { lookup, store, clock, local, absent }
}

/** A read of the store that is under way. */
export interface SlowRead {
  id: string
  /** Answers with what was in the store when the read began. */
  answerAsItBegan(): void
  /** Answers with what is in the store now. */
  answerAsItIs(): void
  fail(error: Error): void
}

/** Reads of a store that end when the test says so, oldest first. */
function slowReads(store: () => TokenStore): { find: TokenStore['find']; reads: SlowRead[] } {
  const reads: SlowRead[] = []
  return {
    reads,
    find(id) {
      const asItBegan = store().find(id)
      const { promise, resolve, reject } = Promise.withResolvers<TokenRecord | undefined>()
      const read: SlowRead = {
        id,
        answerAsItBegan: () => end(() => resolve(asItBegan)),
        answerAsItIs: () => end(() => resolve(store().find(id))),
        fail: (error) => end(() => reject(error)),
      }
      function end(settle: () => void): void {
        reads.splice(reads.indexOf(read), 1)
        settle()
      }
      reads.push(read)
      return promise
    },
  }
}

/** A world whose store answers when the test says so. */
export function slowWorld(options: Omit<WorldOptions, 'find'> = {}): World & { reads: SlowRead[] } {
  const { find, reads } = slowReads(() => world.store)
  const world: World = lookupWorld({ ...options, find })
  return { ...world, reads }
}

/** Lets everything that is not held go as far as it can. */
export { setImmediate as settled } from 'node:timers/promises'
