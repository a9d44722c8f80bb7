import { type PlaySession, readPlaySession } from '../../domain/play-session.ts'
import type { Principal } from '../../domain/principal.ts'
import { isReservedActor, ROOT_USER_URN } from '../../domain/urn.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { Clock } from '../ports/core.ts'

/** Who is behind a `PLAY_SESSION` cookie and the `actor` cookie beside it. */
export type FindPlaySession = (playCookie: string, actorCookie: string) => Promise<Principal | undefined>

export interface PlaySessionPorts {
  /** The signed payload; throws where the signature is wrong. Does not look at times. */
  verify: (jwt: string) => unknown
  actors: Pick<ActorLookup, 'find'>
  clock: Clock
  /** Base64 of SHA-256. */
  digest: (text: string) => string
  maxAgeMs: number
  systemClientId: string
}

// Play's cookies are below 4 kB, which is what browsers keep.
const COOKIE_LENGTH_MAX = 4096

/**
 * DataHub's own browser sessions, read and never written. One is good for as long as DataHub signed it for and its user
 * is active here, and their sessions have not been ended since it began (`Actor.sessionsSince`); signing out at DataHub
 * takes it from the browser and ends it nowhere. Root is not taken from it: whoever
 * knew DATAHUB_SECRET would be root (design §2.5).
 */
export function makeFindPlaySession(ports: PlaySessionPorts): FindPlaySession {
  const { verify, actors, clock, digest, maxAgeMs, systemClientId } = ports

  function sessionIn(playCookie: string): PlaySession | undefined {
    if (playCookie.length > COOKIE_LENGTH_MAX) return undefined
    try {
      return readPlaySession(verify(playCookie), clock.now(), maxAgeMs)
    } catch {
      return undefined
    }
  }

  return async (playCookie, actorCookie) => {
    const session = sessionIn(playCookie)
    // AuthUtils.hasValidSessionCookie: the cookie that scripts can read must name the same actor.
    if (session === undefined || session.actorUrn !== actorCookie) return undefined
    const { actorUrn, beganAtMs } = session
    if (actorUrn === ROOT_USER_URN || isReservedActor(actorUrn, systemClientId)) return undefined
    const actor = await actors.find(actorUrn)
    if (actor?.status !== 'ACTIVE' || actor.kind !== 'USER') return undefined
    // One that began within the same second after their sessions were ended is refused with those of before.
    if (beganAtMs < actor.sessionsSince) return undefined
    return { via: 'session', actorUrn, sessionId: digest(playCookie) }
  }
}
