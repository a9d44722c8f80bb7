import type { ActorKind } from '../../domain/actor.ts'
import type { Principal } from '../../domain/principal.ts'
import { PRIVILEGES, type Privilege } from '../../domain/privilege.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { DirectoryStore } from '../ports/directory.ts'
import type { SessionStore } from '../ports/sessions.ts'
import type { Authorize } from './authorize.ts'

export interface Identity {
  actorUrn: string
  kind: ActorKind
  /** Absent where the directory that is kept here does not know it. */
  displayName?: string
  via: Principal['via']
  /** Of the token that was sent. */
  tokenId?: string
  /** When the token or session ends, epoch milliseconds; `null`: never, or when DataHub ends its own session. */
  expiresAt: number | null
  /** URNs. */
  groups: string[]
  roles: string[]
  /** Those that Latchkey's own operations ask for. */
  privileges: Privilege[]
}

/** What is known of a caller, and what they may do. Errors: UNAUTHENTICATED for who was removed just now. */
export type WhoAmI = (principal: Principal) => Promise<Identity>

export interface WhoAmIPorts {
  actors: Pick<ActorLookup, 'find'>
  directory: Pick<DirectoryStore, 'findUser'>
  sessions: Pick<SessionStore, 'find'>
  authorize: Authorize
}

export function makeWhoAmI({ actors, directory, sessions, authorize }: WhoAmIPorts): WhoAmI {
  async function endOf(principal: Principal): Promise<number | null> {
    if (principal.via === 'session') return (await sessions.find(principal.sessionId))?.expiresAt ?? null
    return Number.isFinite(principal.endsAtMs) ? principal.endsAtMs : null
  }

  async function privilegesOf(actorUrn: string): Promise<Privilege[]> {
    const all = Object.keys(PRIVILEGES) as Privilege[]
    const decisions = await Promise.all(all.map((privilege) => authorize(actorUrn, privilege)))
    return all.filter((_, index) => decisions[index]?.allowed)
  }

  return async (principal) => {
    const { actorUrn, via } = principal
    const [actor, user, expiresAt, privileges] = await Promise.all([
      actors.find(actorUrn),
      directory.findUser(actorUrn),
      endOf(principal),
      privilegesOf(actorUrn),
    ])
    if (actor === undefined) throw new ServiceError('UNAUTHENTICATED')
    return {
      actorUrn,
      kind: actor.kind,
      ...(user !== undefined && { displayName: user.displayName }),
      via,
      ...(principal.via === 'token' && { tokenId: principal.tokenId }),
      expiresAt,
      groups: [...actor.groups],
      roles: [...actor.roles],
      privileges,
    }
  }
}
