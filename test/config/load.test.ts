import { inspect } from 'node:util'
import fc from 'fast-check'
import t from 'tap'
import { ConfigurationError, loadSettings } from '../../src/config/load.ts'
import { SETTING_ROWS } from '../../src/config/schema.ts'
import { Secret } from '../../src/domain/secret.ts'
import { errorOf, faultsOf, MYSQL } from './environments.ts'

// The table of the settings that a deployment may rely on without naming them.
const DEFAULTS = {
  HOST: '127.0.0.1',
  PORT: 9002,
  GMS_LISTEN_PORT: 8080,
  METRICS_PORT: 9464,
  DATABASE_URL: 'sqlite:./data/latchkey.db',
  GMS_CREDENTIALS: 'exchange',
  GMS_CONNECT_TIMEOUT_MS: 5000,
  GMS_RESPONSE_TIMEOUT_MS: 120_000,
  METADATA_SERVICE_AUTH_ENABLED: true,
  DATAHUB_TOKEN_SERVICE_ISSUER: 'datahub-metadata-service',
  DATAHUB_SYSTEM_CLIENT_ID: '__datahub_system',
  SESSION_TOKEN_DURATION_MS: 86_400_000,
  AUTH_NATIVE_ENABLED: true,
  ENFORCE_VALID_EMAIL: true,
  RATE_LIMIT: 'on',
  AUTH_COOKIE_SECURE: false,
  MAX_SESSION_TOKEN_AGE: '24h',
  AUTH_OIDC_ENABLED: false,
  AUTH_OIDC_SCOPE: 'openid profile email',
  AUTH_OIDC_USER_NAME_CLAIM: 'email',
  AUTH_OIDC_USER_NAME_CLAIM_REGEX: '(.*)',
  AUTH_OIDC_CLIENT_AUTHENTICATION_METHOD: 'client_secret_basic',
  AUTH_OIDC_CONNECT_TIMEOUT: 1000,
  AUTH_OIDC_READ_TIMEOUT: 5000,
  AUTH_OIDC_JIT_PROVISIONING_ENABLED: true,
  AUTH_OIDC_PRE_PROVISIONING_REQUIRED: false,
  AUTH_OIDC_EXTRACT_GROUPS_ENABLED: false,
  AUTH_OIDC_GROUPS_CLAIM: 'groups',
  TOKEN_ALLOW_NO_EXPIRY: false,
  DIRECTORY_REFRESH_INTERVAL_SECONDS: 30,
  POLICY_CACHE_REFRESH_INTERVAL_SECONDS: 120,
  AUTH_POLICIES_ENABLED: true,
  REST_API_AUTHORIZATION_ENABLED: false,
  REST_API_UNMAPPED: 'deny',
  LOG_LEVEL: 'info',
  ALLOW_PUBLIC_DEFAULT_SECRETS: false,
}

function revealed(settings: object): Record<string, unknown> {
  const shown = Object.entries(settings).map(([name, value]) => [
    name,
    value instanceof Secret ? value.reveal() : value,
  ])
  return Object.fromEntries(shown)
}

t.test('with nothing set the service starts with its defaults, and with nothing else', async (t) => {
  t.strictSame(revealed(loadSettings({})), DEFAULTS)
})

t.test('an empty variable counts as absent, as in a Compose file', async (t) => {
  const empty = Object.fromEntries(SETTING_ROWS.map(([name]) => [name, '']))
  t.strictSame(revealed(loadSettings(empty)), DEFAULTS)
})

t.test('variables that are not ours change nothing', async (t) => {
  t.strictSame(revealed(loadSettings({ PATH: '/bin', port: '1', PORTS: '2', __proto__: 'x' })), DEFAULTS)
})

t.test('every setting can be set', async (t) => {
  const environment = {
    HOST: '0.0.0.0',
    PORT: '80',
    GMS_LISTEN_PORT: '0',
    METRICS_PORT: '0',
    DATABASE_URL: 'mysql://latchkey:pass@mysql:3306/latchkey',
    REDIS_URL: 'rediss://:pass@redis:6379/1',
    GMS_URL: 'https://gms.example.com/base',
    GMS_CREDENTIALS: 'actor-header',
    GMS_CONNECT_TIMEOUT_MS: '1',
    GMS_RESPONSE_TIMEOUT_MS: '1000',
    METADATA_SERVICE_AUTH_ENABLED: 'false',
    ANONYMOUS_ACTOR: 'urn:li:corpuser:guest',
    DATAHUB_TOKEN_SERVICE_SIGNING_KEY: 'k'.repeat(32),
    DATAHUB_TOKEN_SERVICE_SALT: 's'.repeat(32),
    DATAHUB_TOKEN_SERVICE_ISSUER: 'us',
    DATAHUB_SYSTEM_CLIENT_ID: 'latchkey',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'x',
    ROOT_PASSWORD: 'y',
    SESSION_TOKEN_DURATION_MS: '1000',
    AUTH_NATIVE_ENABLED: 'false',
    ENFORCE_VALID_EMAIL: 'false',
    RATE_LIMIT: 'off',
    AUTH_COOKIE_SECURE: 'true',
    DATAHUB_SECRET: 'd'.repeat(32),
    MAX_SESSION_TOKEN_AGE: '1 hour',
    AUTH_OIDC_ENABLED: 'true',
    AUTH_OIDC_CLIENT_ID: 'datahub',
    AUTH_OIDC_CLIENT_SECRET: 'z',
    AUTH_OIDC_DISCOVERY_URI: 'https://sso.example.com/.well-known/openid-configuration',
    AUTH_OIDC_BASE_URL: 'https://datahub.example.com',
    AUTH_OIDC_SCOPE: 'openid groups',
    AUTH_OIDC_USER_NAME_CLAIM: 'preferred_username',
    AUTH_OIDC_USER_NAME_CLAIM_REGEX: '[^@]+',
    AUTH_OIDC_CLIENT_AUTHENTICATION_METHOD: 'client_secret_post',
    AUTH_OIDC_PREFERRED_JWS_ALGORITHM: 'ES256',
    AUTH_OIDC_CONNECT_TIMEOUT: '1',
    AUTH_OIDC_READ_TIMEOUT: '2',
    AUTH_OIDC_JIT_PROVISIONING_ENABLED: 'false',
    AUTH_OIDC_PRE_PROVISIONING_REQUIRED: 'true',
    AUTH_OIDC_EXTRACT_GROUPS_ENABLED: 'true',
    AUTH_OIDC_GROUPS_CLAIM: 'teams',
    AUTH_OIDC_REQUIRED_GROUPS: 'a, b',
    TOKEN_ALLOW_NO_EXPIRY: 'false',
    TOKEN_ALLOWED_DURATIONS: 'ONE_DAY',
    TOKEN_MAX_LIFETIME: 'P90D',
    DIRECTORY: 'local',
    DIRECTORY_REFRESH_INTERVAL_SECONDS: '60',
    POLICIES: 'local',
    POLICY_CACHE_REFRESH_INTERVAL_SECONDS: '60',
    AUTH_POLICIES_ENABLED: 'false',
    REST_API_AUTHORIZATION_ENABLED: 'true',
    REST_API_UNMAPPED: 'allow',
    LOG_LEVEL: 'silent',
    ALLOW_PUBLIC_DEFAULT_SECRETS: 'true',
  }
  t.same(
    Object.keys(environment),
    SETTING_ROWS.map(([name]) => name),
    'the whole list is here',
  )
  t.strictSame(revealed(loadSettings(environment)), {
    ...environment,
    PORT: 80,
    GMS_LISTEN_PORT: 0,
    METRICS_PORT: 0,
    GMS_CONNECT_TIMEOUT_MS: 1,
    GMS_RESPONSE_TIMEOUT_MS: 1000,
    METADATA_SERVICE_AUTH_ENABLED: false,
    SESSION_TOKEN_DURATION_MS: 1000,
    AUTH_NATIVE_ENABLED: false,
    ENFORCE_VALID_EMAIL: false,
    AUTH_COOKIE_SECURE: true,
    AUTH_OIDC_ENABLED: true,
    AUTH_OIDC_CONNECT_TIMEOUT: 1,
    AUTH_OIDC_READ_TIMEOUT: 2,
    AUTH_OIDC_JIT_PROVISIONING_ENABLED: false,
    AUTH_OIDC_PRE_PROVISIONING_REQUIRED: true,
    AUTH_OIDC_EXTRACT_GROUPS_ENABLED: true,
    TOKEN_ALLOW_NO_EXPIRY: false,
    DIRECTORY_REFRESH_INTERVAL_SECONDS: 60,
    POLICY_CACHE_REFRESH_INTERVAL_SECONDS: 60,
    AUTH_POLICIES_ENABLED: false,
    REST_API_AUTHORIZATION_ENABLED: true,
    ALLOW_PUBLIC_DEFAULT_SECRETS: true,
  })
})

t.test('settings that have been read cannot be changed', async (t) => {
  const settings = loadSettings({})
  t.throws(() => Object.assign(settings, { PORT: 1 }), TypeError)
})

t.test('everything that is wrong is said at once, each setting by its name', async (t) => {
  const error = errorOf({
    PORT: '70000',
    GMS_LISTEN_PORT: 'eighty',
    DATABASE_URL: 'postgres://db/latchkey',
    REDIS_URL: 'redis',
    GMS_URL: 'datahub-gms:8080',
    GMS_CREDENTIALS: 'none',
    GMS_RESPONSE_TIMEOUT_MS: '0',
    METADATA_SERVICE_AUTH_ENABLED: 'yes',
    ANONYMOUS_ACTOR: 'guest',
    DATAHUB_TOKEN_SERVICE_SIGNING_KEY: 'too short',
    DATAHUB_TOKEN_SERVICE_SALT: 'ohDVbJBvHHVJh9S/UA4BYF9COuNnqqVhr9MLKEGXk1O=',
    DATAHUB_SYSTEM_CLIENT_ID: 'a:b',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'c:d',
    LOG_LEVEL: 'loud',
  })
  const expected = [
    'PORT must be a whole number, 0 to 65535, not "70000".',
    'GMS_LISTEN_PORT must be a whole number, 0 to 65535, not "eighty".',
    /^REDIS_URL must be .*rediss\?:\/\//,
    'GMS_URL must be a URL that begins with http:// or https://.',
    'GMS_CREDENTIALS must be one of exchange, session, passthrough, actor-header, not "none".',
    'GMS_RESPONSE_TIMEOUT_MS must be a whole number, 1 to 2147483647, not "0".',
    'METADATA_SERVICE_AUTH_ENABLED must be true or false, not "yes".',
    /^ANONYMOUS_ACTOR must be text that matches \^urn:li:corpuser:.*, not "guest"\.$/,
    'DATAHUB_TOKEN_SERVICE_SIGNING_KEY must be text of at least 32 bytes.',
    /^DATAHUB_SYSTEM_CLIENT_ID must be text that matches .*, not "a:b"\.$/,
    'LOG_LEVEL must be one of fatal, error, warn, info, debug, trace, silent, not "loud".',
    /^DATABASE_URL must be sqlite:.* or mysql:/,
    /^DATAHUB_SYSTEM_CLIENT_SECRET must not contain ":"/,
    /^DATAHUB_TOKEN_SERVICE_SALT is a default that DataHub has published/,
  ]
  t.match(error.faults, expected)
  t.equal(error.faults.length, expected.length)
  t.equal(error.name, 'ConfigurationError')
  t.equal(error.message.split('\n').length, 1 + expected.length, 'a line for each')
  for (const fault of error.faults) t.ok(error.message.includes(`\n  - ${fault}`))
})

t.test('an error of one fault counts one', async (t) => {
  t.equal(
    new ConfigurationError(['PORT is odd.']).message,
    'The configuration has 1 fault(s):\n  - PORT is odd.',
  )
})

t.test('no value of a secret is in an error, whatever is wrong', async () => {
  // Distinct from the words of any fault.
  const part = fc.stringMatching(/^[A-Z0-9]{12,30}$/).map((text) => `~${text}~`)
  const spoiled = fc.constantFrom<((text: string) => string)[]>(
    (text) => text,
    (text) => `mysql://root:${text}@`,
    (text) => `mysql://root:${text}/x@mysql/latchkey`,
    (text) => `postgres://root:${text}@db/latchkey`,
    (text) => `redis:${text}`,
    (text) => `a:${text}`,
    (text) => `sqlite::${text}`,
    (text) => `\n${text}\u0000`,
  )
  const name = fc.constantFrom(...SETTING_ROWS.filter(([, row]) => row.secret).map(([name]) => name))
  const secrets = fc.uniqueArray(fc.record({ name, text: part, spoil: spoiled }), {
    selector: (secret) => secret.name,
  })
  const others = fc.constantFrom({}, { GMS_URL: 'http://gms' }, { METADATA_SERVICE_AUTH_ENABLED: 'no' })
  fc.assert(
    fc.property(secrets, others, (chosen, other) => {
      const environment = Object.fromEntries(chosen.map(({ name, text, spoil }) => [name, spoil(text)]))
      // One fault is always there.
      const error = errorOf({ ...other, ...environment, PORT: '-1' })
      const shown = [error.message, String(error.stack), inspect(error, { depth: 9 }), JSON.stringify(error)]
      return chosen.every(({ text }) => shown.every((each) => !each.includes(text)))
    }),
    { numRuns: 500 },
  )
})

t.test('what starts with MySQL is what was asked for, and no more', async (t) => {
  t.same(faultsOf(MYSQL), [])
  t.same(revealed(loadSettings(MYSQL)), { ...DEFAULTS, ...MYSQL })
})
