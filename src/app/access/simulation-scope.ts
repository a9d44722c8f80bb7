import type { ResourceSpec } from '../../domain/policy/question.ts'
import { invalid } from '../../errors/service-error.ts'
import { checkedUrns } from '../directory/several-urns.ts'
import { checkResource } from './ask-access.ts'
import type { Traffic } from './last-days-traffic.ts'
import type { Simulation } from './questions.ts'

/** Who and what was named to be asked about, each once. */
export interface GivenScope {
  actors: string[] | undefined
  resources: ResourceSpec[] | undefined
}

/** Who is asked about, and what; `null` is no resource. */
export interface Scope {
  actors: readonly string[]
  resources: readonly (ResourceSpec | null)[]
  /** Whether that is all of the traffic, where it is of the traffic. */
  complete: boolean
}

const RESOURCES_MAX = 1000
// Each asked twice: some seconds of one core, in slices.
const QUESTIONS_MAX = 100_000

/** Errors: INVALID_REQUEST. */
export function checkedScope({ actors, resources }: Simulation): GivenScope {
  if (resources !== undefined && resources.length > RESOURCES_MAX)
    throw invalid(`resources must be at most ${RESOURCES_MAX}.`)
  for (const resource of resources ?? []) checkResource(resource)
  const byText = new Map(resources?.map(({ type, urn }) => [JSON.stringify([type, urn]), { type, urn }]))
  return {
    actors: actors && checkedUrns('actors', actors, { groupsToo: false }),
    resources: resources && [...byText.values()],
  }
}

/**
 * Those that were named are asked about in full or not at all; of the traffic as many as there is room for, the newest.
 * Errors: INVALID_REQUEST where there are too many.
 */
export function scopeOf(given: GivenScope, traffic: Traffic, privilegeCount: number): Scope {
  const actors = given.actors ?? traffic.actors
  const resources = [null, ...(given.resources ?? traffic.resources)]
  // For pairs of an actor and a resource.
  const room = Math.floor(QUESTIONS_MAX / Math.max(1, privilegeCount))
  const actorsMin = given.actors?.length ?? 1
  const resourcesMin = given.resources === undefined ? 1 : resources.length
  if (actorsMin * resourcesMin > room)
    throw invalid(
      `Actors times resources, and none, times the privileges of the policy must be at most ${QUESTIONS_MAX}. Name fewer.`,
    )
  // Evenly, unless there are so few of the one that more of the other have room.
  const fair = Math.max(Math.floor(Math.sqrt(room)), Math.floor(room / resources.length))
  const actorsKept = given.actors ?? actors.slice(0, Math.min(fair, Math.floor(room / resourcesMin)))
  const resourcesKept = resources.slice(0, Math.floor(room / Math.max(1, actorsKept.length)))
  const isWhole = actorsKept.length === actors.length && resourcesKept.length === resources.length
  return { actors: actorsKept, resources: resourcesKept, complete: traffic.complete && isWhole }
}
