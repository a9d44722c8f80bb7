import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { makeLru } from '../../src/adapters/lru.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { type ActorLookup, makeActorLookup } from '../../src/app/directory/actor-lookup.ts'
import { makeActorsBesideGms, makeLoadOthersFromGms } from '../../src/app/directory/actors-beside-gms.ts'
import { withoutReserved } from '../../src/app/directory/without-reserved.ts'
import { directoryLives } from '../../src/config/directory-rules.ts'

// How late another replica may notice that somebody was suspended: what is known of an actor is read again after this.
const ENTRY_LIFE_MS = 1000

// About 500 bytes an actor with a few groups: 50 MB when full.
const KNOWN_ACTORS_MAX = 100_000

export default fp(
  async (core) => {
    core.decorate('actors', actorsOf(core))
  },
  { name: 'actors', dependencies: ['stores', 'gms-users'] },
)

function actorsOf({ stores, gmsUsers, settings }: FastifyInstance): ActorLookup {
  const here = makeActorLookup({
    load: withoutReserved(stores.directory.findActor, settings.DATAHUB_SYSTEM_CLIENT_ID),
    known: makeLru(KNOWN_ACTORS_MAX),
    clock: systemClock,
    entryLifeMs: ENTRY_LIFE_MS,
  })
  if (gmsUsers === undefined) return here
  const { actorLifeMs: entryLifeMs, refreshAfterMs, absentLifeMs } = directoryLives(settings)
  const inGms = makeActorLookup({
    load: withoutReserved(
      makeLoadOthersFromGms(stores.directory, gmsUsers.directory.load),
      settings.DATAHUB_SYSTEM_CLIENT_ID,
    ),
    known: makeLru(KNOWN_ACTORS_MAX),
    clock: systemClock,
    entryLifeMs,
    refreshAfterMs,
    absentLifeMs,
  })
  return makeActorsBesideGms({ here, inGms })
}
