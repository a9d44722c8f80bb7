import fp from 'fastify-plugin'
import { makeLru } from '../../src/adapters/lru.ts'
import { makeEntrySeal } from '../../src/adapters/redis/entry-seal.ts'
import { makeSharedTokenCache } from '../../src/adapters/redis/shared-token-cache.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeFindWithActor } from '../../src/app/directory/find-with-actor.ts'
import { makeTokenLookup } from '../../src/app/tokens/token-lookup.ts'

// How late another replica may notice a revoke: a cached record is read again after this.
const ENTRY_LIFE_MS = 1000

// About 700 bytes an entry: 70 MB when full.
const LOCAL_ENTRIES_MAX = 100_000

// About 200 bytes each: tokens that are read again and again, once in an entry's life.
const ACTORS_OF_MAX = 10_000

// About 150 bytes an entry: 1.5 MB when full of a guesser's ids.
const ABSENT_ENTRIES_MAX = 10_000

export default fp(
  async (core) => {
    const { redis } = core
    const shared =
      redis &&
      makeSharedTokenCache({
        redis,
        seal: makeEntrySeal(core.keys.signingKey),
        clock: systemClock,
        entryLifeMs: ENTRY_LIFE_MS,
      })
    const find = makeFindWithActor({
      find: core.stores.tokens.find,
      findWithActor: core.stores.withActor.token,
      actors: core.actors,
      actorOf: makeLru(ACTORS_OF_MAX),
      systemClientId: core.settings.DATAHUB_SYSTEM_CLIENT_ID,
    })
    core.decorate(
      'tokenLookup',
      makeTokenLookup({
        local: makeLru(LOCAL_ENTRIES_MAX),
        absent: makeLru(ABSENT_ENTRIES_MAX),
        ...(shared && { shared }),
        store: { find },
        signer: core.keys.signer,
        clock: systemClock,
        entryLifeMs: ENTRY_LIFE_MS,
      }),
    )
  },
  { name: 'token-cache', dependencies: ['stores', 'keys', 'redis', 'actors'] },
)
