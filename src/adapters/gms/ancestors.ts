import type { Clock, LocalCache } from '../../app/ports/core.ts'
import { hasOneSpelling } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { ReadAspects } from './entity-aspects.ts'
import { parentAspect, readParent } from './fact-aspects.ts'

export interface AncestorsOptions {
  readAspects: ReadAspects
  clock: Pick<Clock, 'monotonic'>
  /** How old what is known of a parent may be, milliseconds. */
  lifeMs: number
  knownParents: LocalCache<KnownParent>
}

export interface KnownParent {
  /** `undefined`: it has none. */
  parent: Promise<string | undefined>
  /** Monotonic milliseconds. */
  staleAtMs: number
}

// Each level may be a request. DataHub's own advice is to keep trees of domains flat (PR 18425).
const LEVELS_MAX = 50

/** These entities and all that they are a part of, each once, a circle too. Errors: UNDECIDED. */
export type WithAncestors = (urns: readonly string[]) => Promise<string[]>

/**
 * Reads them level by level, of each type in one request, for DataHub takes URNs of one type at a time
 * (EntityV2Resource.java); each entity is asked for once by all who need it at about the same time.
 */
export function makeWithAncestors({
  readAspects,
  clock,
  lifeMs,
  knownParents,
}: AncestorsOptions): WithAncestors {
  function ask(aspect: string, urns: readonly string[], now: number): Promise<string | undefined>[] {
    const found = readAspects(urns, [aspect])
    return urns.map((urn) => {
      const known: KnownParent = {
        parent: found.then((aspects) => readParent(urn, aspects.get(urn) ?? {})),
        staleAtMs: now + lifeMs,
      }
      knownParents.set(urn, known)
      known.parent.catch(() => {
        if (knownParents.get(urn) === known) knownParents.delete(urn)
      })
      return known.parent
    })
  }

  async function parentsOf(urns: readonly string[]): Promise<string[]> {
    const now = clock.monotonic()
    const parents: Promise<string | undefined>[] = []
    const missing = new Map<string, string[]>()
    for (const urn of urns) {
      const aspect = parentAspect(urn)
      if (aspect === undefined) continue
      // DataHub reads it as another one, whose parents are those that count.
      if (!hasOneSpelling(urn))
        throw new ServiceError('UNDECIDED', { internal: `${urn} is spelled otherwise than by DataHub` })
      const known = knownParents.get(urn)
      if (known !== undefined && now < known.staleAtMs) parents.push(known.parent)
      else missing.set(aspect, [...(missing.get(aspect) ?? []), urn])
    }
    for (const [aspect, asked] of missing) parents.push(...ask(aspect, asked, now))
    return (await Promise.all(parents)).filter((parent) => parent !== undefined)
  }

  return async (urns) => {
    const seen = new Set(urns)
    let level = [...seen]
    for (let levels = 0; level.length > 0; levels++) {
      if (levels === LEVELS_MAX)
        throw new ServiceError('UNDECIDED', { internal: `more than ${LEVELS_MAX} levels above ${urns[0]}` })
      const parents = new Set(await parentsOf(level))
      level = [...parents].filter((urn) => !seen.has(urn))
      for (const urn of level) seen.add(urn)
    }
    return [...seen]
  }
}
