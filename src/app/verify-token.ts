import { hasTokenShape } from '../domain/credential.ts'
import type { Principal } from '../domain/principal.ts'
import type { Clock, HashToken } from './ports.ts'
import type { KnownToken, TokenLookup } from './token-lookup.ts'

/** The caller behind a token, or `undefined` where the token is not to be accepted now, for whatever reason. */
export type VerifyToken = (token: string) => Principal | undefined | Promise<Principal | undefined>

export interface VerifyTokenPorts {
  hashToken: HashToken
  lookup: Pick<TokenLookup, 'find'>
  clock: Clock
}

/**
 * Verifies a presented token: shape, id hash, record, signature once per record, and the verdict at every use.
 * Synchronous where the record is in process. Rejects only where the store cannot be asked, which is no verdict.
 */
export function makeVerifyToken({ hashToken, lookup, clock }: VerifyTokenPorts): VerifyToken {
  return (token) => {
    if (!hasTokenShape(token)) return undefined
    const known = lookup.find(hashToken(token), token)
    return known instanceof Promise
      ? known.then((found) => judge(found, clock.now()))
      : judge(known, clock.now())
  }
}

function judge(known: KnownToken | undefined, nowMs: number): Principal | undefined {
  if (known === undefined || known.revoked || nowMs >= known.endsAtMs) return undefined
  return known.principal
}
