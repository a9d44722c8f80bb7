import type { Clock, LocalCache } from '../../app/ports/core.ts'
import type { GmsDirectory } from '../../app/ports/gms-directory.ts'
import type { Actor } from '../../domain/actor.ts'
import { corpuserId, hasOneSpelling } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import { ACTOR_ASPECTS, readRoles, readUser, readUserState } from './actor-aspects.ts'
import type { Aspects, ReadAspects } from './entity-aspects.ts'

export interface GmsDirectoryOptions {
  readAspects: ReadAspects
  clock: Clock
  /** How old the roles of a group may be when they are made an actor's, milliseconds. */
  groupLifeMs: number
  knownGroups: LocalCache<KnownGroup>
  /** Most actors that are asked for at once; who comes on top is told to try again. */
  loadsMax: number
}

export interface KnownGroup {
  roles: Promise<string[]>
  /** Monotonic milliseconds. */
  staleAtMs: number
}

/**
 * DataHub's directory, asked for one user at a time: their aspects in one request, and the roles of those of their groups
 * that nobody asked for within `groupLifeMs` in another.
 */
export function makeGmsDirectory(options: GmsDirectoryOptions): GmsDirectory {
  const { readAspects, loadsMax } = options
  const rolesOf = makeGroupRoles(options)
  let loads = 0

  async function aspectsOf(urn: string): Promise<Aspects> {
    if (corpuserId(urn) === undefined || !hasOneSpelling(urn)) return {}
    return (await readAspects([urn], ACTOR_ASPECTS)).get(urn) ?? {}
  }

  async function load(urn: string): Promise<Actor | undefined> {
    const user = readUser(urn, await aspectsOf(urn))
    if (user === undefined) return undefined
    const roles = new Set([...user.roles, ...(await rolesOf(user.groups))])
    return { ...user, roles: [...roles] }
  }

  return {
    async load(actorUrn) {
      if (loads >= loadsMax) {
        throw new ServiceError('DIRECTORY_UNAVAILABLE', {
          internal: `${loads} users are being asked for at GMS`,
        })
      }
      loads++
      try {
        return await load(actorUrn)
      } finally {
        loads--
      }
    },
    stateOf: async (userUrn) => readUserState(await aspectsOf(userUrn)),
  }
}

/** Roles of groups, each group asked for once by all who need it at about the same time. */
function makeGroupRoles({ readAspects, clock, groupLifeMs, knownGroups }: GmsDirectoryOptions) {
  function ask(urns: readonly string[], now: number): KnownGroup[] {
    const found = readAspects(urns, ['roleMembership'])
    return urns.map((urn) => {
      const group: KnownGroup = {
        roles: found.then((aspects) => readRoles(aspects.get(urn) ?? {})),
        staleAtMs: now + groupLifeMs,
      }
      knownGroups.set(urn, group)
      group.roles.catch(() => {
        if (knownGroups.get(urn) === group) knownGroups.delete(urn)
      })
      return group
    })
  }

  return async (urns: readonly string[]): Promise<string[]> => {
    const now = clock.monotonic()
    const fresh: KnownGroup[] = []
    // One that DataHub could not read would spoil the answer for all; no policy can name it either.
    const missing = urns.filter(hasOneSpelling).filter((urn) => {
      const known = knownGroups.get(urn)
      if (known === undefined || now >= known.staleAtMs) return true
      fresh.push(known)
      return false
    })
    const groups = missing.length === 0 ? fresh : [...fresh, ...ask(missing, now)]
    return (await Promise.all(groups.map(({ roles }) => roles))).flat()
  }
}
