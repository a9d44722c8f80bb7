import type { GmsDemand } from '../../domain/gms-endpoints/judgement.ts'
import { isOwnAdministration } from '../../domain/privilege.ts'
import { corpuserId } from '../../domain/urn.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { Clock } from '../ports/core.ts'
import type { NoteGmsChange } from '../ports/gms.ts'

export interface GmsChangesPorts {
  actors: Pick<ActorLookup, 'forget'>
  /** Reads the policies anew; `undefined` where they are not GMS's. It says itself where that fails. */
  reloadPolicies: (() => Promise<void>) | undefined
  clock: Pick<Clock, 'monotonic'>
}

export interface GmsChanges {
  /**
   * What GMS had done when it answered holds here once this resolves: whoever it is about is asked for anew, and so are
   * the policies where it may be one. Never rejects: where they cannot be read, those before stay in force.
   */
  note: NoteGmsChange
  /** Begins what is due of that a second time, to be called every second. */
  readAgain(): void
}

/** `undefined` stands for everybody. */
type Actor = string | undefined

// GMS does what it is asked to do later (`async=true`, which OpenAPI's entities have by default and a deployment may have
// everywhere, ASYNC_INGEST_DEFAULT), and what its client did not wait for, seconds after its answer, if it gives one. No
// answer of Rest.li's tells which it is.
const AGAIN_AFTER_MS = [2_000, 10_000, 30_000] as const

// More are everybody.
const ACTORS_MAX = 100

/** Keeps what is held here of GMS's in step with what is written there through us. */
export function makeGmsChanges({ actors, reloadPolicies, clock }: GmsChangesPorts): GmsChanges {
  // Apart, for policies are much to read, and users change all the time.
  const [ofActors, ofPolicies] = [makeSeries(), makeSeries()]
  /** When an actor was noted last; monotonic milliseconds. */
  let noted = new Map<Actor, number>()

  function noteActors(urns: readonly Actor[], now: number): void {
    for (const urn of urns) {
      noted.set(urn, now)
      actors.forget(urn)
    }
    if (noted.size > ACTORS_MAX) noted = new Map([[undefined, now]])
    ofActors.note(now)
  }

  /** It says itself where that fails, and tries again. */
  const readPolicies = () => reloadPolicies?.().catch(() => undefined)

  return {
    note(demands) {
      const change = changeOf(demands)
      if (change === undefined) return undefined
      const now = clock.monotonic()
      noteActors(change.actors, now)
      if (!change.ofPolicies) return undefined
      ofPolicies.note(now)
      return readPolicies()
    },

    readAgain() {
      const now = clock.monotonic()
      if (ofActors.isDue(now)) {
        noted = new Map([...noted].filter(([, at]) => now - at <= AGAIN_AFTER_MS[2]))
        for (const urn of noted.keys()) actors.forget(urn)
      }
      if (ofPolicies.isDue(now)) readPolicies()
    },
  }
}

/**
 * When to read again, after the last of several changes. The next time that is due stays, or who goes on changing would put
 * it off for ever.
 */
function makeSeries() {
  let dueAtMs: readonly number[] = []
  return {
    note(now: number): void {
      const series = AGAIN_AFTER_MS.map((afterMs) => now + afterMs)
      dueAtMs = [...dueAtMs.slice(0, 1).filter((at) => at < (series[0] as number)), ...series]
    },
    isDue(now: number): boolean {
      const left = dueAtMs.filter((at) => now < at)
      const isDue = left.length < dueAtMs.length
      dueAtMs = left
      return isDue
    },
  }
}

function changeOf(
  demands: readonly GmsDemand[],
): { actors: readonly Actor[]; ofPolicies: boolean } | undefined {
  const changes = demands.filter(({ anyOf }) => anyOf.flat().some(isOwnAdministration))
  if (changes.length === 0) return undefined
  const urns = changes.map(({ resource }) =>
    resource !== undefined && corpuserId(resource.urn) !== undefined ? resource.urn : undefined,
  )
  const different = new Set(urns)
  return {
    actors: different.has(undefined) || different.size > ACTORS_MAX ? [undefined] : [...different],
    ofPolicies: changes.some(({ writes }) => writes === 'policies'),
  }
}
