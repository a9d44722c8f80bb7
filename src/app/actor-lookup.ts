import type { Actor } from '../domain/actor.ts'
import type { Clock, LocalCache } from './ports.ts'

export interface ActorLookup {
  /**
   * The actor as it was at most an entry's life ago; synchronous where it is in process. `undefined`: there is none.
   * Rejects where the directory cannot be asked.
   */
  find(urn: string): Actor | undefined | Promise<Actor | undefined>
  /** The directory was changed here: what was read before is used no more. */
  forget(): void
}

export interface ActorLookupOptions {
  /** Asks the directory. */
  load: (urn: string) => Promise<Actor | undefined>
  known: LocalCache<KnownActor>
  clock: Clock
  /** How long an answer may be used after it was asked for, milliseconds. The bound on what others change. */
  entryLifeMs: number
}

export interface KnownActor {
  /** `undefined`: not in the directory. */
  actor: Actor | undefined
  /** Monotonic milliseconds. */
  staleAtMs: number
}

interface Flight {
  result: Promise<Actor | undefined>
  startedAt: number
}

/** Read-through over the directory, one flight an actor; a change made here overtakes what is in flight. */
export function makeActorLookup({ load, known, clock, entryLifeMs }: ActorLookupOptions): ActorLookup {
  let flights = new Map<string, Flight>()

  function startFlight(urn: string, startedAt: number): Flight {
    const mine = flights
    const flight: Flight = { result: Promise.resolve(undefined), startedAt }
    flight.result = load(urn)
      .then((actor) => {
        if (mine.get(urn) === flight && mine === flights)
          known.set(urn, { actor, staleAtMs: startedAt + entryLifeMs })
        return actor
      })
      .finally(() => {
        if (mine.get(urn) === flight) mine.delete(urn)
      })
    mine.set(urn, flight)
    return flight
  }

  return {
    find(urn) {
      const now = clock.monotonic()
      const entry = known.get(urn)
      if (entry !== undefined && now < entry.staleAtMs) return entry.actor
      const flight = flights.get(urn)
      // Who arrives an entry's life later starts another: what this one reads is too old for it.
      const joined =
        flight !== undefined && now < flight.startedAt + entryLifeMs ? flight : startFlight(urn, now)
      return joined.result
    },
    forget() {
      known.clear()
      flights = new Map()
    },
  }
}
