import type { Actor } from '../../domain/actor.ts'
import { hasTokenShape } from '../../domain/credential.ts'
import type { Principal } from '../../domain/principal.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { Clock } from '../ports/core.ts'
import type { HashToken } from '../ports/tokens.ts'
import type { KnownToken, TokenLookup } from './token-lookup.ts'

/** The caller behind a token, or `undefined` where the token is not to be accepted now, for whatever reason. */
export type VerifyToken = (token: string) => Principal | undefined | Promise<Principal | undefined>

export interface VerifyTokenPorts {
  hashToken: HashToken
  lookup: Pick<TokenLookup, 'find'>
  actors: Pick<ActorLookup, 'find'>
  clock: Clock
}

/**
 * Verifies a presented token: shape, id hash, record, signature once per record, and the verdict at every use: not
 * revoked, not expired, its actor in the directory and active. Synchronous where record and actor are in process.
 * Rejects only where store or directory cannot be asked, which is no verdict.
 */
export function makeVerifyToken({ hashToken, lookup, actors, clock }: VerifyTokenPorts): VerifyToken {
  function judge(known: KnownToken | undefined): Principal | undefined | Promise<Principal | undefined> {
    if (known === undefined || known.revoked || clock.now() >= known.principal.endsAtMs) return undefined
    const { principal } = known
    const actor = actors.find(principal.actorUrn)
    return actor instanceof Promise
      ? actor.then((found) => orNobody(found, principal))
      : orNobody(actor, principal)
  }

  return (token) => {
    if (!hasTokenShape(token)) return undefined
    const known = lookup.find(hashToken(token), token)
    return known instanceof Promise ? known.then(judge) : judge(known)
  }
}

function orNobody(actor: Actor | undefined, principal: Principal): Principal | undefined {
  return actor?.status === 'ACTIVE' ? principal : undefined
}
