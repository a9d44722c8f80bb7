import { type GmsIdentity, NOBODY } from '../../domain/gms-identity.ts'
import type { GmsIdentityFor } from '../ports/gms.ts'
import type { GmsSessions } from './gms-sessions.ts'

/**
 * Design §2.5, `exchange` and `session`: the actor's session token of GMS in place of the caller's credential; nothing
 * where there is no principal.
 */
export function makeSessionIdentity(sessions: GmsSessions): GmsIdentityFor {
  function identity(actorUrn: string, token: string, held: boolean): GmsIdentity {
    return {
      headers: ['authorization', `Bearer ${token}`],
      renew: () => {
        sessions.discard(actorUrn, token)
        return held
      },
    }
  }
  return (principal) => {
    if (principal === null) return NOBODY
    const token = sessions.tokenFor(principal.actorUrn)
    return typeof token === 'string'
      ? identity(principal.actorUrn, token, true)
      : token.then((minted) => identity(principal.actorUrn, minted, false))
  }
}

/** `exchange` and `session` with authentication off: GMS is told nothing, so that nobody gains power by passing here. */
export function makeNoIdentity(): GmsIdentityFor {
  return () => NOBODY
}

/** `passthrough`: the caller's own header, for a GMS that knows the token itself. */
export function makePassthroughIdentity(): GmsIdentityFor {
  return (_, authorization) =>
    authorization === undefined ? NOBODY : { headers: ['authorization', authorization], renew: () => false }
}

/** `actor-header`: for a GMS with its own authentication off, which makes a caller without an actor the system. */
export function makeActorHeaderIdentity(anonymousActor: string | undefined): GmsIdentityFor {
  return (principal) => {
    const actorUrn = principal?.actorUrn ?? anonymousActor
    return actorUrn === undefined ? undefined : { headers: ['x-datahub-actor', actorUrn], renew: () => false }
  }
}
