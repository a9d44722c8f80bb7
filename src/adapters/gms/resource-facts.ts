import type { Clock, LocalCache } from '../../app/ports/core.ts'
import type { ResourceFactsSource } from '../../app/ports/policies.ts'
import type { FactField, ResourceFacts } from '../../domain/policy/question.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { WithAncestors } from './ancestors.ts'
import type { ReadAspects } from './entity-aspects.ts'
import { factAspects, readFacts } from './fact-aspects.ts'

export interface GmsResourceFactsOptions {
  readAspects: ReadAspects
  withAncestors: WithAncestors
  clock: Pick<Clock, 'monotonic'>
  /** How old a fact may be, milliseconds, besides the age of what is known of ancestors. */
  lifeMs: number
  known: LocalCache<KnownFacts>
  /** Most questions to GMS at once; whoever comes on top is told to try again. */
  loadsMax: number
}

/** What was asked for of one resource, by field. */
export type KnownFacts = Map<FactField, Flight>

interface Flight {
  facts: Promise<ResourceFacts>
  /** Monotonic milliseconds. */
  staleAtMs: number
}

/**
 * How old a fact may be, milliseconds; what is known of ancestors may be as old again, so that a change of owners counts 5 s
 * late at most, and one of parents 10 s. A page of DataHub asks about one resource several times within this; DataHub's own
 * caches keep 20 s (cache.client.entityClient).
 */
export const FACTS_LIFE_MS = 5_000

/** Fields that DataHub fills up with what their values are a part of. */
const HIERARCHICAL: ReadonlySet<string> = new Set<FactField>(['DOMAIN', 'CONTAINER', 'GLOSSARY'])

// DataHub's urns have at most 512 characters (Urn.java); nothing longer names an entity.
const URN_BYTES_MAX = 1024

// At 100 bytes each, 10 kB a field: what is longer is asked for each time, so that no resource fills the memory.
const VALUES_KEPT_MAX = 100

/**
 * Facts of resources as GMS has them: those that are wanted in one request, and what they are a part of. Who asks while
 * they are under way waits for the same answer. A type alone has nothing. Of a URN that DataHub could not have nothing is
 * known, for DataHub denies what is asked about one: if it were known to have nothing, `NOT_EQUALS` would hold. Errors:
 * UNDECIDED whenever GMS gives no plain answer, its cause being the reason.
 */
export function makeGmsResourceFacts(options: GmsResourceFactsOptions): ResourceFactsSource {
  const { readAspects, withAncestors, clock, lifeMs, known, loadsMax } = options
  let loads = 0

  async function read(urn: string, fields: readonly FactField[]): Promise<ResourceFacts> {
    if (loads >= loadsMax)
      throw new ServiceError('UNDECIDED', { internal: `${loads} resources are being asked for at GMS` })
    loads++
    try {
      const names = factAspects(urn, fields)
      const aspects = names.length === 0 ? {} : ((await readAspects([urn], names)).get(urn) ?? {})
      const { ownership, ...values } = readFacts(urn, fields, aspects)
      const whole = Object.entries(values).map(async ([field, urns]) => [field, await wholeOf(field, urns)])
      const facts: ResourceFacts = Object.fromEntries(await Promise.all(whole))
      return ownership === undefined ? facts : { ...facts, ownership }
    } finally {
      loads--
    }
  }

  async function wholeOf(field: string, urns: readonly string[]): Promise<readonly string[]> {
    return HIERARCHICAL.has(field) ? withAncestors(urns) : urns
  }

  function start(urn: string, fields: readonly FactField[], kept: KnownFacts, now: number): Flight {
    const facts = read(urn, fields).catch((error: unknown) => {
      throw undecided(urn, error)
    })
    const flight = { facts, staleAtMs: now + lifeMs }
    for (const field of fields) kept.set(field, flight)
    const forget = (field: FactField): void => {
      if (kept.get(field) === flight) kept.delete(field)
    }
    facts.then(
      (found) => {
        for (const field of fields) if ((found[field]?.length ?? 0) > VALUES_KEPT_MAX) forget(field)
      },
      () => fields.forEach(forget),
    )
    return flight
  }

  return {
    async factsOf({ urn }, fields) {
      if (!isUrn(urn)) return urn === '' ? readFacts('', fields, {}) : {}
      const now = clock.monotonic()
      const kept = known.get(urn) ?? new Map<FactField, Flight>()
      const flights = new Set<Flight>()
      const missing: FactField[] = []
      for (const field of fields) {
        const flight = kept.get(field)
        if (flight !== undefined && now < flight.staleAtMs) flights.add(flight)
        else missing.push(field)
      }
      if (missing.length > 0) flights.add(start(urn, missing, kept, now))
      known.set(urn, kept)
      const found = await Promise.all(Array.from(flights, ({ facts }) => facts))
      return only(fields, Object.assign({}, ...found))
    },
  }
}

function only(fields: readonly FactField[], found: ResourceFacts): ResourceFacts {
  const facts: ResourceFacts = Object.fromEntries(fields.map((field) => [field, found[field]]))
  return fields.includes('OWNER') && found.ownership ? { ...facts, ownership: found.ownership } : facts
}

function isUrn(urn: string): boolean {
  return urn.startsWith('urn:li:') && urn.isWellFormed() && Buffer.byteLength(urn) <= URN_BYTES_MAX
}

function undecided(urn: string, error: unknown): ServiceError {
  const reason = error instanceof ServiceError ? `${error.code}: ${error.message}` : 'an unexpected error'
  return new ServiceError('UNDECIDED', { internal: `facts of ${urn} cannot be had: ${reason}`, cause: error })
}
