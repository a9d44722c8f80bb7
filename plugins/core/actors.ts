import fp from 'fastify-plugin'
import { makeLru } from '../../src/adapters/lru.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeActorLookup } from '../../src/app/actor-lookup.ts'

// How late another replica may notice that somebody was suspended: what is known of an actor is read again after this.
const ENTRY_LIFE_MS = 1000

// About 500 bytes an actor with a few groups: 50 MB when full.
const KNOWN_ACTORS_MAX = 100_000

export default fp(
  async (core) => {
    core.decorate(
      'actors',
      makeActorLookup({
        load: core.stores.directory.findActor,
        known: makeLru(KNOWN_ACTORS_MAX),
        clock: systemClock,
        entryLifeMs: ENTRY_LIFE_MS,
      }),
    )
  },
  { name: 'actors', dependencies: ['stores'] },
)
