import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { digest, newSecret } from '../../src/adapters/digests.ts'
import { makeIdentityProvider } from '../../src/adapters/oidc/identity-provider.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeTextSeal } from '../../src/adapters/text-seal.ts'
import type { IdentityProvider } from '../../src/app/ports/sso.ts'
import { makeAdmitSsoUser } from '../../src/app/sign-in/admit-sso-user.ts'
import { makeAdmitSsoUserAtGms } from '../../src/app/sign-in/admit-sso-user-at-gms.ts'
import { makeSso } from '../../src/app/sign-in/sso.ts'
import type { ClaimRules } from '../../src/app/sign-in/sso-identity.ts'
import { ConfigurationError } from '../../src/config/load.ts'
import type { Settings } from '../../src/config/schema.ts'
import { callbackUrl } from '../../src/config/sign-in-rules.ts'
import { Secret } from '../../src/domain/secret.ts'

/** Single sign-on with OpenID Connect, where it is configured. */
export default fp(
  async (core) => {
    const { settings, sessions, actors, audit, keys, gmsUsers, ssoLimits: limits } = core
    if (!settings.AUTH_OIDC_ENABLED) {
      core.decorate('sso', undefined)
      return
    }
    const { directory, transactions } = core.stores
    const admitHere = {
      directory,
      auditRecordOf: audit.recordOf,
      clock: systemClock,
      provision: settings.AUTH_OIDC_JIT_PROVISIONING_ENABLED,
      systemClientId: settings.DATAHUB_SYSTEM_CLIENT_ID,
    }
    const admitting = { transactions, sessions, actors }
    core.decorate(
      'sso',
      makeSso({
        provider: identityProvider(core),
        admit: gmsUsers
          ? makeAdmitSsoUserAtGms({ ...admitting, directory: gmsUsers.directory })
          : makeAdmitSsoUser({ ...admitting, ...admitHere }),
        rules: await claimRules(settings),
        limits,
        seal: makeTextSeal(keys.signingKey, 'latchkey single sign-on'),
        noteRefused: audit.noteRefusedSignIn,
        clock: systemClock,
        newSecret,
        digest,
      }),
    )
  },
  { name: 'sso', dependencies: ['stores', 'keys', 'audit', 'actors', 'sessions', 'sign-in', 'gms-users'] },
)

function identityProvider(core: FastifyInstance): IdentityProvider {
  const { settings, log } = core
  const discoveryUri = settings.AUTH_OIDC_DISCOVERY_URI ?? ''
  if (new URL(discoveryUri).protocol === 'http:')
    log.warn(
      'AUTH_OIDC_DISCOVERY_URI is http: who is on the way to the identity provider can sign in as anybody',
    )
  const provider = makeIdentityProvider({
    discoveryUri,
    clientId: settings.AUTH_OIDC_CLIENT_ID ?? '',
    clientSecret: settings.AUTH_OIDC_CLIENT_SECRET ?? new Secret(''),
    clientAuthenticationMethod: settings.AUTH_OIDC_CLIENT_AUTHENTICATION_METHOD,
    idTokenAlgorithm: settings.AUTH_OIDC_PREFERRED_JWS_ALGORITHM,
    scope: settings.AUTH_OIDC_SCOPE,
    redirectUri: callbackUrl(settings).href,
    connectTimeoutMs: settings.AUTH_OIDC_CONNECT_TIMEOUT,
    readTimeoutMs: settings.AUTH_OIDC_READ_TIMEOUT,
    clock: systemClock,
  })
  core.addHook('onClose', () => provider.close())
  return provider
}

async function claimRules(settings: Readonly<Settings>): Promise<ClaimRules> {
  const listed = (text: string | undefined) =>
    text === undefined ? [] : text.split(',').map((one) => one.trim())
  return {
    userNameClaim: settings.AUTH_OIDC_USER_NAME_CLAIM,
    extractUserName: await extractUserName(settings.AUTH_OIDC_USER_NAME_CLAIM_REGEX),
    groupsClaims: listed(settings.AUTH_OIDC_GROUPS_CLAIM),
    syncGroups: settings.AUTH_OIDC_EXTRACT_GROUPS_ENABLED && settings.AUTH_OIDC_JIT_PROVISIONING_ENABLED,
    requiredGroups: listed(settings.AUTH_OIDC_REQUIRED_GROUPS).filter((name) => name !== ''),
    systemClientId: settings.DATAHUB_SYSTEM_CLIENT_ID,
  }
}

/** Errors: ConfigurationError for what sign-in-rules.ts lets pass and RE2 does not take, such as `\cA` or `x{1001}`. */
async function extractUserName(pattern: string): Promise<ClaimRules['extractUserName']> {
  // Loaded only here: most processes have no pattern to match.
  const { makeExtractUserName } = await import('../../src/adapters/oidc/user-name-pattern.ts')
  try {
    return makeExtractUserName(pattern)
  } catch (error) {
    const { message } = error as Error
    throw new ConfigurationError([
      `AUTH_OIDC_USER_NAME_CLAIM_REGEX must be a regular expression that RE2 takes: ${message}.`,
    ])
  }
}
