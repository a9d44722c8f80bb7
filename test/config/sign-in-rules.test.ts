import t from 'tap'
import { loadSettings } from '../../src/config/load.ts'
import { callbackUrl } from '../../src/config/sign-in-rules.ts'
import { type Environment, errorOf, faultsOf } from './environments.ts'

const OIDC: Environment = {
  AUTH_OIDC_ENABLED: 'true',
  AUTH_OIDC_CLIENT_ID: 'latchkey',
  AUTH_OIDC_CLIENT_SECRET: 'the secret of the client',
  AUTH_OIDC_DISCOVERY_URI: 'https://sso.example/.well-known/openid-configuration',
  AUTH_OIDC_BASE_URL: 'https://datahub.example',
}

t.test('people sign in as with DataHub’s defaults', async (t) => {
  t.match(loadSettings({}), {
    AUTH_NATIVE_ENABLED: true,
    ENFORCE_VALID_EMAIL: true,
    AUTH_COOKIE_SECURE: false,
    MAX_SESSION_TOKEN_AGE: '24h',
    DATAHUB_SECRET: undefined,
    RATE_LIMIT: 'on',
    AUTH_OIDC_ENABLED: false,
  })
  t.match(loadSettings(OIDC), {
    AUTH_OIDC_SCOPE: 'openid profile email',
    AUTH_OIDC_USER_NAME_CLAIM: 'email',
    AUTH_OIDC_USER_NAME_CLAIM_REGEX: '(.*)',
    AUTH_OIDC_CLIENT_AUTHENTICATION_METHOD: 'client_secret_basic',
    AUTH_OIDC_JIT_PROVISIONING_ENABLED: true,
    AUTH_OIDC_PRE_PROVISIONING_REQUIRED: false,
    AUTH_OIDC_EXTRACT_GROUPS_ENABLED: false,
    AUTH_OIDC_GROUPS_CLAIM: 'groups',
    AUTH_OIDC_READ_TIMEOUT: 5000,
    AUTH_OIDC_CONNECT_TIMEOUT: 1000,
  })
})

t.test('single sign-on needs to know where and as whom, and says all of it at once', async (t) => {
  t.same(
    faultsOf({ AUTH_OIDC_ENABLED: 'true' }),
    ['CLIENT_ID', 'CLIENT_SECRET', 'DISCOVERY_URI', 'BASE_URL'].map(
      (name) => `AUTH_OIDC_${name} is required with AUTH_OIDC_ENABLED=true.`,
    ),
  )
  t.same(faultsOf(OIDC), [])
  t.same(faultsOf({ AUTH_OIDC_USER_NAME_CLAIM_REGEX: '(' }), [], 'what is off is not looked at')
})

t.test('what cannot work with single sign-on is said before anybody tries', async (t) => {
  const rows: [Environment, RegExp][] = [
    [{ AUTH_OIDC_SCOPE: 'profile email' }, /^AUTH_OIDC_SCOPE must contain openid/],
    [{ AUTH_OIDC_SCOPE: 'openid  email' }, /^AUTH_OIDC_SCOPE must be/],
    [{ AUTH_OIDC_BASE_URL: 'https://user@datahub.example' }, /^AUTH_OIDC_BASE_URL must have no user/],
    [{ AUTH_OIDC_BASE_URL: 'https://datahub.example/?x' }, /^AUTH_OIDC_BASE_URL must have no user/],
    [{ AUTH_OIDC_BASE_URL: 'https://datahub.example/;x' }, /^AUTH_OIDC_BASE_URL must have no .* semicolon/],
    [{ AUTH_OIDC_BASE_URL: 'datahub.example' }, /^AUTH_OIDC_BASE_URL must be a URL/],
    [{ AUTH_OIDC_DISCOVERY_URI: 'sso.example' }, /^AUTH_OIDC_DISCOVERY_URI must be a URL/],
    [
      { AUTH_OIDC_CLIENT_AUTHENTICATION_METHOD: 'none' },
      /^AUTH_OIDC_CLIENT_AUTHENTICATION_METHOD must be one of/,
    ],
    [{ AUTH_OIDC_PREFERRED_JWS_ALGORITHM: 'none' }, /^AUTH_OIDC_PREFERRED_JWS_ALGORITHM must be one of/],
    [{ AUTH_OIDC_PREFERRED_JWS_ALGORITHM: 'HS256' }, /^AUTH_OIDC_PREFERRED_JWS_ALGORITHM must be one of/],
    [{ AUTH_OIDC_REQUIRED_GROUPS: ' ' }, /^AUTH_OIDC_REQUIRED_GROUPS must name one/],
    [{ AUTH_OIDC_REQUIRED_GROUPS: ' , ,' }, /^AUTH_OIDC_REQUIRED_GROUPS must name one/],
    [{ AUTH_OIDC_GROUPS_CLAIM: ',' }, /^AUTH_OIDC_GROUPS_CLAIM must name one/],
    [{ AUTH_OIDC_READ_TIMEOUT: '2147483648' }, /^AUTH_OIDC_READ_TIMEOUT must be a whole number/],
    [{ AUTH_OIDC_PRE_PROVISIONING_REQUIRED: 'true' }, /^AUTH_OIDC_JIT_PROVISIONING_ENABLED must be false/],
  ]
  for (const [change, fault] of rows) {
    const faults = faultsOf({ ...OIDC, ...change })
    t.equal(faults.length, 1, JSON.stringify(change))
    t.match(faults[0], fault)
  }
  const beforehand = {
    AUTH_OIDC_PRE_PROVISIONING_REQUIRED: 'true',
    AUTH_OIDC_JIT_PROVISIONING_ENABLED: 'false',
  }
  t.same(faultsOf({ ...OIDC, ...beforehand }), [])
})

t.test('a pattern that could hold the process up, or is none, is refused', async (t) => {
  for (const pattern of ['(', '[', '*', '(?=a)', '(?!a)b', '(?<=@)x', '(?<!@)x', '(a)\\1', '(?<n>a)\\k<n>'])
    t.match(
      faultsOf({ ...OIDC, AUTH_OIDC_USER_NAME_CLAIM_REGEX: pattern }),
      [/must be a regular expression/],
      pattern,
    )
  for (const pattern of ['[^@]+', '(.*)', '^[a-z.]{1,30}', '(?:a|b)+', '(?<name>a)', '\\w+'])
    t.same(faultsOf({ ...OIDC, AUTH_OIDC_USER_NAME_CLAIM_REGEX: pattern }), [], pattern)
})

t.test('no secret of signing in is in an error, and a short one is refused', async (t) => {
  t.match(faultsOf({ DATAHUB_SECRET: 'YouKnowNothing' }), [
    /^DATAHUB_SECRET must be text of at least 32 bytes\.$/,
  ])
  const error = errorOf({ ...OIDC, AUTH_OIDC_SCOPE: 'x', DATAHUB_SECRET: 'short secret' })
  t.notMatch(error.message, /secret of the client|short secret/)
  t.notMatch(
    JSON.stringify(loadSettings({ ...OIDC, DATAHUB_SECRET: 'x'.repeat(32) })),
    /secret of the client|xxx/,
  )
})

t.test('DataHub’s longest session is a duration longer than nothing', async (t) => {
  for (const age of ['24h', '1 day', '90 minutes', '5000'])
    t.same(faultsOf({ MAX_SESSION_TOKEN_AGE: age }), [], age)
  for (const age of ['0h', '0', 'PT24H', '1w', '-1h', '999999999999d'])
    t.match(faultsOf({ MAX_SESSION_TOKEN_AGE: age }), [/^MAX_SESSION_TOKEN_AGE must be/], age)
})

t.test('the callback follows the base, with its path, and one slash between', async (t) => {
  for (const [base, callback] of [
    ['https://datahub.example', 'https://datahub.example/callback/oidc'],
    ['https://datahub.example/', 'https://datahub.example/callback/oidc'],
    ['https://example.com/pat//', 'https://example.com/pat/callback/oidc'],
    ['http://localhost:9002', 'http://localhost:9002/callback/oidc'],
  ])
    t.equal(callbackUrl({ AUTH_OIDC_BASE_URL: `${base}` }).href, callback)
  t.equal(callbackUrl({}).pathname, '/callback/oidc')
})
