import type { Actor } from '../../domain/actor.ts'
import type { Clock, LocalCache } from '../ports/core.ts'

export interface ActorLookup {
  /**
   * The actor as it was at most an entry's life ago; synchronous where it is in process. `undefined`: there is none.
   * Rejects where the directory cannot be asked.
   */
  find(urn: string): Actor | undefined | Promise<Actor | undefined>
  /** Whether there is nothing to be learnt of this actor now. */
  isKnown(urn: string): boolean
  /** The directory was changed here, for one actor or for whomever: what was read before is used no more. */
  forget(urn?: string): void
  /**
   * Begins a read of the directory that is made for something else; what it brings along is known from then on, as if it
   * had been asked for now, unless the directory was changed here meanwhile.
   */
  learning(): (urn: string, actor: Actor | undefined) => void
}

export interface ActorLookupOptions {
  /** Asks the directory. */
  load: (urn: string) => Promise<Actor | undefined>
  known: LocalCache<KnownActor>
  clock: Clock
  /** How long an answer may be used after it was asked for, milliseconds. The bound on what others change. */
  entryLifeMs: number
  /**
   * After how many milliseconds an answer that is used is asked for anew, beside the requests that still use it, so that
   * none waits for it. Default: never.
   */
  refreshAfterMs?: number
  /** How long "there is none" may be used, at most `entryLifeMs`, which is the default: somebody may be made next. */
  absentLifeMs?: number
}

export interface KnownActor {
  /** `undefined`: not in the directory. */
  actor: Actor | undefined
  /** Monotonic milliseconds. */
  staleAtMs: number
  /** When the next refresh is due; monotonic milliseconds. */
  refreshAtMs: number
}

interface Flight {
  result: Promise<Actor | undefined>
  startedAt: number
}

/** Read-through over the directory, one flight an actor; a change made here overtakes what is in flight. */
export function makeActorLookup(options: ActorLookupOptions): ActorLookup {
  const {
    load,
    known,
    clock,
    entryLifeMs,
    refreshAfterMs = entryLifeMs,
    absentLifeMs = entryLifeMs,
  } = options
  let flights = new Map<string, Flight>()
  let changes = 0

  function keep(urn: string, actor: Actor | undefined, askedAt: number): void {
    const lifeMs = actor === undefined ? absentLifeMs : entryLifeMs
    const refreshAtMs = askedAt + Math.min(refreshAfterMs, lifeMs)
    known.set(urn, { actor, staleAtMs: askedAt + lifeMs, refreshAtMs })
  }

  function startFlight(urn: string, startedAt: number): Flight {
    const mine = flights
    const flight: Flight = { result: Promise.resolve(undefined), startedAt }
    flight.result = load(urn)
      .then((actor) => {
        if (mine.get(urn) === flight && mine === flights) keep(urn, actor, startedAt)
        return actor
      })
      .finally(() => {
        if (mine.get(urn) === flight) mine.delete(urn)
      })
    mine.set(urn, flight)
    return flight
  }

  function refresh(urn: string, entry: KnownActor, now: number): void {
    // A directory that is down refuses at once: it is tried ten times in an entry's life, not at each request.
    entry.refreshAtMs = now + entryLifeMs / 10
    // The failure of an early refresh is no request's failure: what is known still serves.
    if (!flights.has(urn)) startFlight(urn, now).result.catch(() => undefined)
  }

  return {
    find(urn) {
      const now = clock.monotonic()
      const entry = known.get(urn)
      if (entry !== undefined && now < entry.staleAtMs) {
        if (now >= entry.refreshAtMs) refresh(urn, entry, now)
        return entry.actor
      }
      const flight = flights.get(urn)
      // Who arrives an entry's life later starts another: what this one reads is too old for it.
      const joined =
        flight !== undefined && now < flight.startedAt + entryLifeMs ? flight : startFlight(urn, now)
      return joined.result
    },
    isKnown(urn) {
      const entry = known.get(urn)
      return entry !== undefined && clock.monotonic() < entry.staleAtMs
    },
    forget(urn) {
      changes++
      if (urn === undefined) {
        known.clear()
        flights = new Map()
      } else {
        known.delete(urn)
        flights.delete(urn)
      }
    },
    learning() {
      const [askedAt, changesBefore] = [clock.monotonic(), changes]
      return (urn, actor) => {
        if (changes === changesBefore) keep(urn, actor, askedAt)
      }
    },
  }
}
