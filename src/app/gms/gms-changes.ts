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
  /** What is due of that a second time, to be called every second. Rejects where the policies cannot be read. */
  readAgain(): Promise<void>
}

interface Change {
  /** `undefined` stands for everybody. */
  actors: ReadonlySet<string | undefined>
  ofPolicies: boolean
}

// GMS does what it is asked to do later (`async=true`, which OpenAPI's entities have by default and a deployment may have
// everywhere, ASYNC_INGEST_DEFAULT), and what its client did not wait for, seconds after its answer, if it gives one. No
// answer of Rest.li's tells which it is.
const AGAIN_AFTER_MS = [2_000, 10_000, 30_000] as const

// More are everybody.
const ACTORS_MAX = 100

const NOTHING: Change = { actors: new Set(), ofPolicies: false }

/** Keeps what is held here of GMS's in step with what is written there through us. */
export function makeGmsChanges({ actors, reloadPolicies, clock }: GmsChangesPorts): GmsChanges {
  let recent = NOTHING
  let dueAtMs: readonly number[] = []

  function readAnew(change: Change): Promise<void> | undefined {
    for (const urn of change.actors) actors.forget(urn)
    return change.ofPolicies ? reloadPolicies?.() : undefined
  }

  /** One series for all that is recent. Its next time stays, or who goes on changing would put it off for ever. */
  function readLater(change: Change): void {
    const series = AGAIN_AFTER_MS.map((afterMs) => clock.monotonic() + afterMs)
    dueAtMs = [...dueAtMs.slice(0, 1).filter((at) => at < (series[0] as number)), ...series]
    recent = together(recent, change)
  }

  return {
    note(demands) {
      const change = changeOf(demands)
      if (change === undefined) return undefined
      readLater(change)
      return readAnew(change)?.catch(() => undefined)
    },

    async readAgain() {
      const now = clock.monotonic()
      const left = dueAtMs.filter((at) => now < at)
      if (left.length === dueAtMs.length) return
      const change = recent
      dueAtMs = left
      if (left.length === 0) recent = NOTHING
      await readAnew(change)
    },
  }
}

function changeOf(demands: readonly GmsDemand[]): Change | undefined {
  const changes = demands.filter(({ anyOf }) => anyOf.flat().some(isOwnAdministration))
  if (changes.length === 0) return undefined
  const urns = changes.map(({ resource }) =>
    resource !== undefined && corpuserId(resource.urn) !== undefined ? resource.urn : undefined,
  )
  return { actors: bounded(urns), ofPolicies: changes.some(({ writes }) => writes === 'policies') }
}

function together(one: Change, other: Change): Change {
  return {
    actors: bounded([...one.actors, ...other.actors]),
    ofPolicies: one.ofPolicies || other.ofPolicies,
  }
}

function bounded(urns: readonly (string | undefined)[]): Change['actors'] {
  const different = new Set(urns)
  return different.has(undefined) || different.size > ACTORS_MAX ? new Set([undefined]) : different
}
