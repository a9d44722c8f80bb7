import Type from 'typebox'
import { flag, secret, TIMEOUT_MS_MAX } from './setting-types.ts'

/** How people sign in; names and defaults are DataHub's (datahub-frontend's application.conf, OidcConfigs.java). */
export const SIGN_IN_SETTINGS = {
  AUTH_NATIVE_ENABLED: flag({
    default: true,
    description: 'Whether people sign in and sign up with a password, root too. As in DataHub.',
  }),
  ENFORCE_VALID_EMAIL: flag({
    default: true,
    description: 'Whether who signs up must give an e-mail address as their name. As in DataHub.',
  }),
  RATE_LIMIT: Type.Enum(['on', 'off'], {
    default: 'on',
    description:
      'Limits on attempts to sign in: 5 wrong ones in 15 minutes for one account from one address; 100 in 15 minutes from one address (of IPv6, one /64 network); after 50 in an hour for one account from everywhere, one an hour from each address, so that nobody can lock out somebody else. Counted in Redis where there is one, else in each process. The address is the other end of the connection: behind a proxy, the proxy’s. `off` is for benchmarks.',
  }),
  AUTH_COOKIE_SECURE: flag({
    default: false,
    description:
      'Whether browsers send our cookies over TLS only. Set it to `true` where people come through `https`. As in DataHub.',
  }),
  DATAHUB_SECRET: Type.Optional(
    secret({
      minLength: 32,
      description:
        'DataHub’s own `DATAHUB_SECRET`: whoever is signed in to DataHub in this browser is signed in here too, until their DataHub session ends. Root is not taken from it. At least 32 bytes, since whoever guesses it is everybody. Absent: DataHub’s sessions do not count.',
    }),
  ),
  MAX_SESSION_TOKEN_AGE: Type.String({
    default: '24h',
    pattern: '^[0-9]{1,12} *(ms|s|m|h|d|seconds?|minutes?|hours?|days?)?$',
    description: 'The longest that a session of DataHub’s own counts here after it began. As in DataHub.',
  }),
  AUTH_OIDC_ENABLED: flag({
    default: false,
    description: 'Single sign-on with OpenID Connect. As in DataHub, as all of `AUTH_OIDC_*`.',
  }),
  AUTH_OIDC_CLIENT_ID: Type.Optional(
    Type.String({ minLength: 1, description: 'Our name at the identity provider.' }),
  ),
  AUTH_OIDC_CLIENT_SECRET: Type.Optional(secret({ description: 'Our secret at the identity provider.' })),
  AUTH_OIDC_DISCOVERY_URI: Type.Optional(
    Type.String({
      format: 'http-url',
      description:
        'Where the identity provider describes itself, such as `https://sso.example.com/.well-known/openid-configuration`. Its clock and ours may differ by 30 seconds.',
    }),
  ),
  AUTH_OIDC_BASE_URL: Type.Optional(
    Type.String({
      format: 'http-url',
      description:
        'What people’s browsers call this service, such as `https://datahub.example.com`. The provider must know `<this>/callback/oidc` as a redirect URI.',
    }),
  ),
  AUTH_OIDC_SCOPE: Type.String({
    default: 'openid profile email',
    pattern: '^[!-~]+( [!-~]+)*$',
    description: 'What is asked of the provider; `groups` is often wanted in addition.',
  }),
  AUTH_OIDC_USER_NAME_CLAIM: Type.String({
    default: 'email',
    minLength: 1,
    description:
      'The claim that names the user, `<claim>` in `urn:li:corpuser:<claim>`. An e-mail address that the provider calls unverified is refused.',
  }),
  AUTH_OIDC_USER_NAME_CLAIM_REGEX: Type.String({
    default: '(.*)',
    minLength: 1,
    description:
      'What of that claim is the name: the first match of this regular expression, without lookaround and back references. `[^@]+` leaves out a domain.',
  }),
  AUTH_OIDC_CLIENT_AUTHENTICATION_METHOD: Type.Enum(['client_secret_basic', 'client_secret_post'], {
    default: 'client_secret_basic',
    description: 'How we show our secret to the provider.',
  }),
  AUTH_OIDC_PREFERRED_JWS_ALGORITHM: Type.Optional(
    Type.Enum(
      ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
      {
        description:
          'The only algorithm that ID tokens may be signed with. Absent: any of these that the provider announces.',
      },
    ),
  ),
  AUTH_OIDC_CONNECT_TIMEOUT: Type.Integer({
    default: 1000,
    minimum: 1,
    maximum: TIMEOUT_MS_MAX,
    description: 'How long a connection to the provider may take, milliseconds.',
  }),
  AUTH_OIDC_READ_TIMEOUT: Type.Integer({
    default: 5000,
    minimum: 1,
    maximum: TIMEOUT_MS_MAX,
    description: 'How long the provider may take for one answer, milliseconds.',
  }),
  AUTH_OIDC_JIT_PROVISIONING_ENABLED: flag({
    default: true,
    description:
      'Whether who is new becomes a user at the first sign-on. Otherwise an administrator makes users beforehand. Who was suspended or removed stays out either way. With `DIRECTORY=gms` nobody is made here: who is new signs on to DataHub first.',
  }),
  AUTH_OIDC_PRE_PROVISIONING_REQUIRED: flag({
    default: false,
    description:
      'Whether users must be there before they sign on: the opposite of `AUTH_OIDC_JIT_PROVISIONING_ENABLED`, which must then be `false`.',
  }),
  AUTH_OIDC_EXTRACT_GROUPS_ENABLED: flag({
    default: false,
    description:
      'With just-in-time provisioning: whether each sign-on makes the user a member of exactly those external groups that the provider names. Groups made here by hand are left alone.',
  }),
  AUTH_OIDC_GROUPS_CLAIM: Type.String({
    default: 'groups',
    minLength: 1,
    description: 'The claims that list the user’s groups, comma-separated.',
  }),
  AUTH_OIDC_REQUIRED_GROUPS: Type.Optional(
    Type.String({
      minLength: 1,
      description: 'Only members of one of these groups sign on; names as in the claim, comma-separated.',
    }),
  ),
}
