import { credentialFrom } from '../../domain/credential.ts'
import type { Principal } from '../../domain/principal.ts'
import type { BrowserCookies } from '../ports/sessions.ts'
import type { VerifyToken } from '../tokens/verify-token.ts'

/** Why a request has no principal. A bad token and an unknown one look the same on purpose. */
export type Refusal = 'no credential' | 'invalid token' | 'ambiguous credential'

export type Authenticate = (caller: {
  /** Node's raw header list. */
  rawHeaders: readonly string[]
  /** Not looked at where there is an `Authorization` header. */
  cookies: () => BrowserCookies
}) => Principal | Refusal | Promise<Principal | Refusal>

export interface AuthenticatePorts {
  verifyToken: VerifyToken
  findSession: (cookie: string) => Promise<Principal | undefined>
  /** Who is behind a session of DataHub's own; absent where these are not accepted. */
  findPlaySession?: (playCookie: string, actorCookie: string) => Promise<Principal | undefined>
}

/** Who is calling, by token or by browser session. Synchronous for a token that is known in process. */
export function makeAuthenticate({
  verifyToken,
  findSession,
  findPlaySession,
}: AuthenticatePorts): Authenticate {
  async function behindCookies({ ours, play, actor }: BrowserCookies): Promise<Principal | undefined> {
    const own = ours === undefined ? undefined : await findSession(ours)
    if (own !== undefined || findPlaySession === undefined) return own
    return play === undefined || actor === undefined ? undefined : findPlaySession(play, actor)
  }

  return ({ rawHeaders, cookies }) => {
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
        const sent = cookies()
        if (sent.ours === undefined && sent.play === undefined) return 'no credential'
        return behindCookies(sent).then(orNone)
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
