import { Secret } from '../../domain/secret.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Clock } from '../ports/core.ts'
import type { StartedSession } from '../ports/sessions.ts'
import { type BegunLogin, type IdentityProvider, type LoginSeal, ProviderUnreachable } from '../ports/sso.ts'
import type { AdmitSsoUser } from './admit-sso-user.ts'
import type { RefusedSignIn } from './refused-sign-ins.ts'
import type { SignInClient } from './sessions.ts'
import { type SignInLimits, unjudged } from './sign-in-limits.ts'
import { type ClaimRules, ssoIdentity } from './sso-identity.ts'

export interface Sso {
  /** Begins a sign-on that ends at `redirectPath`, a path of ours, or at `/` where it is long. Errors: SSO_FAILED. */
  begin(redirectPath: string): Promise<BegunLogin>
  /** The slot in which the sign-on that a callback answers was kept; `undefined` where it answers none. */
  slotOf(query: string): string | undefined
  /**
   * Ends a sign-on by the callback's query and the sealed cookie of its slot. Errors: SSO_REFUSED, SSO_FAILED,
   * SIGN_IN_LIMIT; all leave nobody signed in, and are remembered.
   */
  finish(
    callback: { query: string; sealed: string | undefined },
    from: SignInClient,
  ): Promise<{ session: StartedSession; redirectPath: string }>
}

export interface SsoPorts {
  provider: IdentityProvider
  admit: AdmitSsoUser
  rules: ClaimRules
  seal: LoginSeal
  limits: Pick<SignInLimits, 'beginNameless'>
  noteRefused: (refused: RefusedSignIn) => void
  clock: Clock
  /** 256 random bits, base64url, 43 characters. */
  newSecret: () => string
  /** Base64 of SHA-256. */
  digest: (text: string) => string
}

// Time to find one's second factor; what is older is begun anew.
const LOGIN_MS_MAX = 600_000

// Sign-ons that one browser may have under way. A cookie is 1.1 kB at most (PATH_LENGTH_MAX), so all of them are below 9 kB
// of the 16 kB that a request may have in its head: a browser that restores thirty tabs would lock itself out otherwise.
const SLOTS = 8
const PATH_LENGTH_MAX = 500

// The slot, and 256 random bits.
const STATE_SHAPE = /^[0-7][A-Za-z0-9_-]{43}$/

interface PendingLogin {
  state: string
  nonce: string
  verifier: string
  redirectPath: string
  expiresAt: number
}

/**
 * OpenID Connect's authorization code flow with PKCE (OpenID Connect Core §3.1, RFC 7636). What is under way is kept in
 * the browser, sealed, so that any replica can end it: a callback without the cookie of the browser that began it is
 * somebody else's (login CSRF, RFC 6749 §10.12), and each is used once, whichever replica is asked.
 */
export function makeSso(ports: SsoPorts): Sso {
  const { provider, admit, rules, seal, limits, noteRefused, clock, newSecret, digest } = ports
  // In turn, so that the tabs of one browser take different ones.
  let begun = 0

  function opened(sealed: string | undefined, state: string | undefined): PendingLogin | undefined {
    const text = sealed === undefined ? undefined : seal.open(sealed)
    const login = text === undefined ? undefined : (JSON.parse(text) as PendingLogin)
    return login !== undefined && login.state === state && clock.now() < login.expiresAt ? login : undefined
  }

  async function finish(
    { query, sealed }: { query: string; sealed: string | undefined },
    from: SignInClient,
    seen: { actorUrn: string | null },
  ): Promise<{ session: StartedSession; redirectPath: string }> {
    const login = opened(sealed, stateIn(query))
    if (login === undefined) {
      throw new ServiceError('SSO_REFUSED', {
        detail:
          'This sign-on was not begun in this browser, was used before, or took longer than 10 minutes. Try again from the sign-in page.',
      })
    }
    // Each costs the provider a request, whatever code it is that the caller made up.
    const attempt = await limits.beginNameless(from.address)
    const session = await signedOn(login, query, from, seen).catch((error: unknown) => {
      if (isRefusal(error) && !(error instanceof ProviderUnreachable)) throw error
      return unjudged(attempt, error)
    })
    await attempt.succeeded()
    return { session, redirectPath: login.redirectPath }
  }

  async function signedOn(
    login: PendingLogin,
    query: string,
    from: SignInClient,
    seen: { actorUrn: string | null },
  ): Promise<StartedSession> {
    const identity = ssoIdentity(await provider.claims(query, login), rules)
    seen.actorUrn = identity.actorUrn
    return admit(identity, { digest: digest(login.state), expiresAt: login.expiresAt }, from)
  }

  return {
    async begin(redirectPath) {
      const slot = String(begun++ % SLOTS)
      const login = {
        state: slot + newSecret(),
        nonce: newSecret(),
        verifier: newSecret(),
        redirectPath: redirectPath.length > PATH_LENGTH_MAX ? '/' : redirectPath,
        expiresAt: clock.now() + LOGIN_MS_MAX,
      }
      return {
        url: await provider.authorizationUrl(login),
        slot,
        sealed: new Secret(seal.seal(JSON.stringify(login))),
        maxAgeSeconds: LOGIN_MS_MAX / 1000,
      }
    },
    slotOf: (query) => stateIn(query)?.charAt(0),
    async finish(callback, from) {
      const seen: { actorUrn: string | null } = { actorUrn: null }
      return finish(callback, from, seen).catch((error: unknown) => {
        const { address, userAgent } = from
        if (isRefusal(error) || isLimit(error)) noteRefused({ ...seen, address, userAgent })
        throw error
      })
    },
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof ServiceError && (error.code === 'SSO_REFUSED' || error.code === 'SSO_FAILED')
}

function isLimit(error: unknown): boolean {
  return error instanceof ServiceError && error.code === 'SIGN_IN_LIMIT'
}

/** The one well-formed `state` of a query. */
function stateIn(query: string): string | undefined {
  const [state, another] = new URLSearchParams(query).getAll('state')
  return state !== undefined && another === undefined && STATE_SHAPE.test(state) ? state : undefined
}
