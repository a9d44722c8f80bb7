import { credentialFrom } from '../domain/credential.ts'
import type { Principal } from '../domain/principal.ts'
import type { VerifyToken } from './verify-token.ts'

/** Why a request has no principal. A bad token and an unknown one look the same on purpose. */
export type Refusal = 'no credential' | 'invalid token' | 'ambiguous credential'

export type Authenticate = (caller: {
  /** Node's raw header list. */
  rawHeaders: readonly string[]
  /** Value of our session cookie, or `undefined`; not looked at where there is an `Authorization` header. */
  sessionCookie: () => string | undefined
}) => Principal | Refusal | Promise<Principal | Refusal>

export interface AuthenticatePorts {
  verifyToken: VerifyToken
  findSession: (cookie: string) => Promise<Principal | undefined>
}

/** Who is calling, by token or by browser session. Synchronous for a token that is known in process. */
export function makeAuthenticate({ verifyToken, findSession }: AuthenticatePorts): Authenticate {
  return ({ rawHeaders, sessionCookie }) => {
    const credential = credentialFrom(rawHeaders)
    switch (credential.kind) {
      case 'bearer': {
        const principal = verifyToken(credential.token)
        return principal instanceof Promise ? principal.then(orInvalid) : orInvalid(principal)
      }
      case 'unusable':
        return 'invalid token'
      case 'ambiguous':
        return 'ambiguous credential'
      case 'none': {
        const cookie = sessionCookie()
        return cookie === undefined ? 'no credential' : findSession(cookie).then(orNone)
      }
    }
  }
}

function orInvalid(principal: Principal | undefined): Principal | Refusal {
  return principal ?? 'invalid token'
}

function orNone(principal: Principal | undefined): Principal | Refusal {
  return principal ?? 'no credential'
}
