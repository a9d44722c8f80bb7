import type { Secret } from '../../domain/secret.ts'
import { ServiceError } from '../../errors/service-error.ts'

/** What a single sign-on under way is recognised by; all are random and of this one alone. */
export interface LoginSecrets {
  state: string
  nonce: string
  /** PKCE's code verifier (RFC 7636). */
  verifier: string
}

export type Claims = Readonly<Record<string, unknown>>

/** SSO_FAILED because the provider did not answer, which says nothing of who asked. */
export class ProviderUnreachable extends ServiceError {
  constructor(internal: string) {
    super('SSO_FAILED', { internal })
  }
}

/**
 * The identity provider. Errors: SSO_FAILED where it is not what it should be, `ProviderUnreachable` where it cannot be
 * asked.
 */
export interface IdentityProvider {
  /** Where the browser goes to sign in. */
  authorizationUrl(login: LoginSecrets): Promise<string>
  /**
   * What the provider says of who signed in: the claims of the ID token, and of its userinfo endpoint what is not among
   * them. `query` is that of the callback, as it came. Errors: SSO_REFUSED where the answer is a refusal, or is not the
   * one to this login.
   */
  claims(query: string, login: LoginSecrets): Promise<Claims>
}

/** Who signs on, as the provider tells it. */
export interface SsoIdentity {
  actorUrn: string
  displayName: string
  email: string | null
  /** Names of the groups; `undefined` where memberships are left as they are. */
  groups: readonly string[] | undefined
}

/** A single sign-on, to be used once. */
export interface UsedLogin {
  /** Base64 of SHA-256 of its `state`. */
  digest: string
  /** When it is over in any case, epoch milliseconds. */
  expiresAt: number
}

/** Seals what must come back unchanged by way of the browser. */
export interface LoginSeal {
  seal(text: string): string
  /** `undefined` for what was not sealed by us. */
  open(sealed: string): string | undefined
}

/** Where single sign-on leads: away, with a cookie to remember it by; `slot` names the cookie. */
export interface BegunLogin {
  url: string
  slot: string
  sealed: Secret
  maxAgeSeconds: number
}
