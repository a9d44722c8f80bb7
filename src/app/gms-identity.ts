import type { Principal } from '../domain/principal.ts'
import type { GmsSessions } from './gms-sessions.ts'

/** What tells GMS who is calling. */
export interface GmsIdentity {
  /** Header fields to add, as a flat list `[name, value, …]`. */
  headers: readonly string[]
  /** GMS did not accept it: `true` where it was an older one, so that another try with a new one makes sense. */
  renew(): boolean
}

/** `undefined` where GMS must be told an actor and there is none. */
export type GmsIdentityFor = (
  principal: Principal | null,
  callerAuthorization: string | undefined,
) => GmsIdentity | undefined | Promise<GmsIdentity>

/** GMS is told nothing of the caller. */
export const NOBODY: GmsIdentity = { headers: [], renew: () => false }

/**
 * Design §2.5, `exchange` and `session`: the actor's session token of GMS in place of the caller's credential. Without a
 * principal (authentication is off) GMS is told nothing, so that nobody gains power by passing here.
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
