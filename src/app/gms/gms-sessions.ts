import type { Clock } from '../ports/core.ts'
import type { GmsSession } from '../ports/gms.ts'

export interface GmsSessions {
  /** A session token for the actor: at once where one is held, else minted, one flight per actor. */
  tokenFor(actorUrn: string): string | Promise<string>
  /** GMS refused this token: never use it again. A newer one that is held by now stays. */
  discard(actorUrn: string, token: string): void
}

export interface GmsSessionsOptions {
  /** Asks GMS for a session (`POST /auth/generateSessionTokenForUser`). Rejects with a ServiceError. */
  mint: (actorUrn: string) => Promise<GmsSession>
  clock: Clock
  /** Bounded, so that many actors cannot fill the memory. */
  held: {
    get(key: string): HeldSession | undefined
    set(key: string, value: HeldSession): void
    delete(key: string): void
  }
}

export interface HeldSession extends GmsSession {
  /** When a renewal is due, epoch milliseconds. */
  renewAtMs: number
}

// A token is not handed out in its last 30 s: the request has still to travel, and clocks differ.
const LAST_USE_MARGIN_MS = 30_000

/**
 * Exchanges an actor for a session token of GMS and keeps it in memory only. After four fifths of its life it is renewed
 * beside the requests that still use it, so that no request waits for a renewal.
 */
export function makeGmsSessions({ mint, clock, held }: GmsSessionsOptions): GmsSessions {
  const flights = new Map<string, Promise<string>>()

  function renew(actorUrn: string): Promise<string> {
    const running = flights.get(actorUrn)
    if (running !== undefined) return running
    const startedAt = clock.now()
    const flight = mint(actorUrn)
      .then((session) => {
        const renewAtMs = startedAt + (session.expiresAtMs - startedAt) * 0.8
        held.set(actorUrn, { ...session, renewAtMs })
        return session.token
      })
      .finally(() => flights.delete(actorUrn))
    flights.set(actorUrn, flight)
    return flight
  }

  return {
    tokenFor(actorUrn) {
      const session = held.get(actorUrn)
      const now = clock.now()
      if (
        session === undefined ||
        now >= session.expiresAtMs - Math.min(LAST_USE_MARGIN_MS, lifeLeftAtRenewal(session))
      ) {
        return renew(actorUrn)
      }
      // The failure of an early renewal is no request's failure: the held token still serves, and the next one tries.
      if (now >= session.renewAtMs) renew(actorUrn).catch(() => undefined)
      return session.token
    },
    discard(actorUrn, token) {
      if (held.get(actorUrn)?.token === token) held.delete(actorUrn)
    },
  }
}

// Half of what is left when renewal begins: keeps sessions of under five minutes usable.
function lifeLeftAtRenewal(session: HeldSession): number {
  return (session.expiresAtMs - session.renewAtMs) / 2
}
