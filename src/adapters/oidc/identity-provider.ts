import type * as Oidc from 'openid-client'
import { Agent, fetch } from 'undici'
import type { Clock } from '../../app/ports/core.ts'
import type { IdentityProvider } from '../../app/ports/sso.ts'
import type { Secret } from '../../domain/secret.ts'
import { providerFault } from './provider-fault.ts'

export interface IdentityProviderOptions {
  /** The provider's `…/.well-known/openid-configuration`. Where it is `http`, so may be all that it names. */
  discoveryUri: string
  clientId: string
  clientSecret: Secret
  clientAuthenticationMethod: 'client_secret_basic' | 'client_secret_post'
  /** The only algorithm of ID tokens, where it is given. */
  idTokenAlgorithm?: string | undefined
  scope: string
  /** Our callback, as the provider knows it. */
  redirectUri: string
  connectTimeoutMs: number
  readTimeoutMs: number
  clock: Clock
}

// Providers move their endpoints seldom; keys are fetched anew whenever a token names one that is not known.
const DISCOVERY_LIFE_MS = 3_600_000

// Between two machines whose clocks are set by the network.
const CLOCK_TOLERANCE_SECONDS = 30

// Claims of a person in a thousand groups are some 100 kB.
const ANSWER_BYTES_MAX = 1_048_576

/**
 * An OpenID Connect provider over openid-client. It is asked for what it is when the first person signs on, so that ours
 * starts without it, and again after each failure; ID tokens are checked for signature, issuer, audience, nonce and
 * times.
 */
export function makeIdentityProvider(
  options: IdentityProviderOptions,
): IdentityProvider & { close(): Promise<void> } {
  const { clock, redirectUri, scope } = options
  const agent = new Agent({
    connect: { timeout: options.connectTimeoutMs },
    maxResponseSize: ANSWER_BYTES_MAX,
  })
  let known: { config: Oidc.Configuration; staleAtMs: number } | undefined
  let asking: Promise<Oidc.Configuration> | undefined

  /** One at a time; what was known before serves until the provider answers again. */
  function discovered(oidc: typeof Oidc): Promise<Oidc.Configuration> {
    if (known !== undefined && clock.monotonic() < known.staleAtMs) return Promise.resolve(known.config)
    asking ??= discover(oidc, options, agent)
      .then((config) => {
        known = { config, staleAtMs: clock.monotonic() + DISCOVERY_LIFE_MS }
        return config
      })
      .catch((error: unknown) => {
        if (known === undefined) throw error
        return known.config
      })
      .finally(() => {
        asking = undefined
      })
    return asking
  }

  async function asked<T>(ask: (oidc: typeof Oidc, config: Oidc.Configuration) => Promise<T>): Promise<T> {
    try {
      // Loaded when the first person signs on: it takes a tenth of a second, which each start would pay.
      const oidc = await import('openid-client')
      return await ask(oidc, await discovered(oidc))
    } catch (error) {
      throw providerFault(error)
    }
  }

  return {
    authorizationUrl: ({ state, nonce, verifier }) =>
      asked(async (oidc, config) => {
        const challenge = await oidc.calculatePKCECodeChallenge(verifier)
        return oidc.buildAuthorizationUrl(config, {
          redirect_uri: redirectUri,
          scope,
          state,
          nonce,
          code_challenge: challenge,
          code_challenge_method: 'S256',
        }).href
      }),

    claims: (query, { state, nonce, verifier }) =>
      asked(async (oidc, config) => {
        const callback = new URL(redirectUri)
        callback.search = query
        const tokens = await oidc.authorizationCodeGrant(config, callback, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        })
        const signed = tokens.claims() as Oidc.IDToken
        if (config.serverMetadata().userinfo_endpoint === undefined) return { ...signed }
        const more = await oidc.fetchUserInfo(config, tokens.access_token, signed.sub)
        // What is signed counts.
        return { ...more, ...signed }
      }),

    close: () => agent.destroy(),
  }
}

function discover(
  oidc: typeof Oidc,
  options: IdentityProviderOptions,
  agent: Agent,
): Promise<Oidc.Configuration> {
  const { discoveryUri, clientId, clientSecret, clientAuthenticationMethod, idTokenAlgorithm } = options
  const authentication =
    clientAuthenticationMethod === 'client_secret_post' ? oidc.ClientSecretPost : oidc.ClientSecretBasic
  const server = new URL(discoveryUri)
  return oidc.discovery(
    server,
    clientId,
    {
      ...(idTokenAlgorithm !== undefined && { id_token_signed_response_alg: idTokenAlgorithm }),
      [oidc.clockTolerance]: CLOCK_TOLERANCE_SECONDS,
    },
    authentication(clientSecret.reveal()),
    {
      timeout: options.readTimeoutMs / 1000,
      // The signature of an ID token too is checked, although it comes from the provider directly.
      execute: [
        oidc.enableNonRepudiationChecks,
        ...(server.protocol === 'http:' ? [oidc.allowInsecureRequests] : []),
      ],
      [oidc.customFetch]: (url, init) =>
        fetch(url, { ...init, dispatcher: agent } as Parameters<
          typeof fetch
        >[1]) as unknown as Promise<Response>,
    },
  )
}
