import t from 'tap'
import { usesSqlite } from '../../src/config/rules.ts'
import { Secret } from '../../src/domain/secret.ts'
import vectors from '../data/datahub-token-vectors.json' with { type: 'json' }
import { type Environment, faultsOf, MYSQL } from './environments.ts'

const PUBLISHED = {
  DATAHUB_TOKEN_SERVICE_SIGNING_KEY: vectors.signingKey,
  DATAHUB_TOKEN_SERVICE_SALT: vectors.salt,
  DATAHUB_SYSTEM_CLIENT_SECRET: 'JohnSnowKnowsNothing',
}

t.test('with MySQL, which several processes share, all that they must agree on is required', async (t) => {
  for (const name of ['DATAHUB_TOKEN_SERVICE_SIGNING_KEY', 'DATAHUB_TOKEN_SERVICE_SALT', 'GMS_URL']) {
    for (const absent of ['', undefined]) {
      t.same(faultsOf({ ...MYSQL, [name]: absent }), [
        `${name} is required with MySQL: several processes must agree on it.`,
      ])
    }
  }
  t.equal(faultsOf({ DATABASE_URL: MYSQL.DATABASE_URL }).length, 3, 'all of it at once')
})

t.test('with SQLite nothing is required', async (t) => {
  for (const url of ['sqlite:./data/latchkey.db', 'sqlite:latchkey.db', 'sqlite:/var/lib/latchkey.db']) {
    t.same(faultsOf({ DATABASE_URL: url }), [], url)
    t.ok(usesSqlite({ DATABASE_URL: new Secret(url) }))
  }
  t.notOk(usesSqlite({ DATABASE_URL: new Secret(MYSQL.DATABASE_URL as string) }))
})

t.test('a database that is neither, or nowhere, is one fault', async (t) => {
  for (const url of [
    'sqlite:',
    'latchkey.db',
    'mysql:',
    'mysql://',
    'mysql://mysql',
    'mysql://u@mysql/',
    'mongodb://u@h/d',
  ]) {
    const faults = faultsOf({ DATABASE_URL: url })
    t.equal(faults.length, 1, url)
    t.match(faults[0], /^DATABASE_URL must /, url)
  }
})

t.test('a key, a salt or a secret that DataHub has published stops the start', async (t) => {
  for (const [name, value] of Object.entries(PUBLISHED)) {
    const faults = faultsOf({ [name]: value })
    t.equal(faults.length, 1, name)
    t.match(faults[0], new RegExp(`^${name} is a default that DataHub has published`))
    t.match(faults[0], 'ALLOW_PUBLIC_DEFAULT_SECRETS=true', 'and says what lets it pass')
  }
  t.equal(faultsOf(PUBLISHED).length, 3, 'all of them at once')
  const elsewhere = {
    DATAHUB_TOKEN_SERVICE_SIGNING_KEY: vectors.salt,
    DATAHUB_TOKEN_SERVICE_SALT: vectors.signingKey,
  }
  t.equal(faultsOf(elsewhere).length, 2, 'one in the place of another, too')
})

t.test('a published secret passes only where that is asked for by name', async (t) => {
  for (const asked of ['true', 'TRUE', 'True']) {
    t.same(faultsOf({ ...PUBLISHED, ALLOW_PUBLIC_DEFAULT_SECRETS: asked }), [], asked)
  }
  for (const asked of ['false', 'FALSE', '']) {
    t.equal(faultsOf({ ...PUBLISHED, ALLOW_PUBLIC_DEFAULT_SECRETS: asked }).length, 3, asked)
  }
  t.equal(faultsOf({ ...PUBLISHED, ALLOW_PUBLIC_DEFAULT_SECRETS: '1' }).length, 4, 'and not by anything else')
})

t.test('a key or a salt of 31 bytes is too short and one of 32 is not', async (t) => {
  for (const name of ['DATAHUB_TOKEN_SERVICE_SIGNING_KEY', 'DATAHUB_TOKEN_SERVICE_SALT']) {
    t.same(faultsOf({ [name]: 'x'.repeat(31) }), [`${name} must be text of at least 32 bytes.`])
    t.same(faultsOf({ [name]: 'x'.repeat(32) }), [])
    t.same(faultsOf({ [name]: 'ü'.repeat(16) }), [], 'bytes, not characters')
    t.equal(faultsOf({ [name]: 'ü'.repeat(15) }).length, 1)
  }
})

t.test(
  'with users and policies of our own our secret at GMS is needed only to ask for sessions',
  async (t) => {
    const gms: Environment = { GMS_URL: 'http://gms:8080', DIRECTORY: 'local', POLICIES: 'local' }
    t.match(faultsOf(gms), [
      /^DATAHUB_SYSTEM_CLIENT_SECRET is required with GMS_URL and GMS_CREDENTIALS=exchange/,
    ])
    t.same(faultsOf({ ...gms, DATAHUB_SYSTEM_CLIENT_SECRET: 'ours' }), [])
    t.same(faultsOf({}), [], 'the sandbox needs none')
    t.same(
      faultsOf({ ...gms, METADATA_SERVICE_AUTH_ENABLED: 'false' }),
      [],
      'nor does a GMS that asks nobody',
    )
    for (const mode of ['session', 'passthrough', 'actor-header']) {
      t.same(faultsOf({ ...gms, GMS_CREDENTIALS: mode }), [], mode)
    }
  },
)

t.test('a secret that GMS could not read is refused', async (t) => {
  for (const secret of [':', 'a:b', ':a', 'a:']) {
    t.match(faultsOf({ DATAHUB_SYSTEM_CLIENT_SECRET: secret }), [
      /^DATAHUB_SYSTEM_CLIENT_SECRET must not contain ":"/,
    ])
  }
})

t.test('nobody in particular does not get the power of the system client', async (t) => {
  const reserved: Environment[] = [
    { ANONYMOUS_ACTOR: 'urn:li:corpuser:__datahub_system' },
    { ANONYMOUS_ACTOR: 'urn:li:corpuser:UNKNOWN' },
    { ANONYMOUS_ACTOR: 'urn:li:corpuser:latchkey', DATAHUB_SYSTEM_CLIENT_ID: 'latchkey' },
    { ANONYMOUS_ACTOR: 'urn:li:corpuser:__datahub_system', DATAHUB_SYSTEM_CLIENT_ID: 'latchkey' },
  ]
  for (const environment of reserved)
    t.match(faultsOf(environment), [/^ANONYMOUS_ACTOR must be an ordinary user/])
  t.same(faultsOf({ ANONYMOUS_ACTOR: 'urn:li:corpuser:guest' }), [])
})

t.test('ports that are switched on differ', async (t) => {
  const rows: [Environment, number][] = [
    [{ PORT: '8080' }, 1],
    [{ GMS_LISTEN_PORT: '9002' }, 1],
    [{ METRICS_PORT: '9002' }, 1],
    [{ METRICS_PORT: '8080' }, 1],
    [{ PORT: '1', GMS_LISTEN_PORT: '1', METRICS_PORT: '1' }, 1],
    [{ PORT: '09002', METRICS_PORT: '9002' }, 1],
    [{ PORT: '0', GMS_LISTEN_PORT: '0', METRICS_PORT: '0' }, 0],
    [{ PORT: '0', GMS_LISTEN_PORT: '9464', METRICS_PORT: '0' }, 0],
    [{ PORT: '1', GMS_LISTEN_PORT: '2', METRICS_PORT: '3' }, 0],
  ]
  for (const [ports, faults] of rows) t.equal(faultsOf(ports).length, faults, JSON.stringify(ports))
  t.same(faultsOf({ PORT: '8080' }), ['PORT, GMS_LISTEN_PORT and METRICS_PORT must differ.'])
})

t.test('REDIS_URL is understood as a whole, or refused without being repeated', async (t) => {
  const good = ['redis://localhost', 'redis://u:p%40@r:6379/1', 'rediss://:p@[::1]:6380/', 'redis://r?db=1']
  for (const url of good) t.same(faultsOf({ REDIS_URL: url }), [], url)
  const bad = [
    'redis://localhost:abc',
    'redis://r:99999',
    'redis://:hun#ter2@r',
    'redis://u:1#2@r',
    'redis://r/a',
  ]
  for (const url of [...bad, 'redis:///1', 'redis://u:hun%zz@r', 'redis://[::1']) {
    const faults = faultsOf({ REDIS_URL: url })
    t.equal(faults.length, 1, url)
    t.match(faults[0], /^REDIS_URL must be a URL such as redis:/)
    t.notMatch(faults[0], /hun|ter2|abc/)
  }
})

t.test('the sandbox is given credentials that it understands', async (t) => {
  for (const mode of ['session', 'passthrough', 'actor-header']) {
    t.match(faultsOf({ GMS_CREDENTIALS: mode }), [`GMS_URL is required with GMS_CREDENTIALS=${mode}`])
    t.match(
      faultsOf({ GMS_CREDENTIALS: mode, GMS_URL: 'gms' }),
      [/^GMS_URL must be a URL/],
      'and one fault is one',
    )
  }
  const off: Environment = { METADATA_SERVICE_AUTH_ENABLED: 'false' }
  t.same(
    faultsOf({ ...off, GMS_CREDENTIALS: 'actor-header' }),
    [],
    'with authentication off it reads the header',
  )
  t.equal(faultsOf({ ...off, GMS_CREDENTIALS: 'session' }).length, 1)
})

t.test('a secret that cannot travel in a header is refused', async (t) => {
  for (const secret of ['müller', 'a\nb', 'a\u007f', 'a\u0000', 'a ', '密']) {
    t.match(faultsOf({ DATAHUB_SYSTEM_CLIENT_SECRET: secret }), [
      /^DATAHUB_SYSTEM_CLIENT_SECRET must be printable/,
    ])
  }
  t.same(faultsOf({ DATAHUB_SYSTEM_CLIENT_SECRET: ' a b~!' }), [])
})

t.test('what would be dropped from GMS_URL is refused', async (t) => {
  const secret = { DATAHUB_SYSTEM_CLIENT_SECRET: 'ours' }
  for (const url of [
    'http://u@gms',
    'http://:hunter2@gms',
    'http://gms/?a=b',
    'http://gms?',
    'http://gms/#a',
  ]) {
    t.same(faultsOf({ ...secret, GMS_URL: url }), [
      'GMS_URL must have no user, password, query or fragment: none of them would reach GMS.',
    ])
  }
  t.same(faultsOf({ ...secret, GMS_URL: 'http://gms/a%3Fb/' }), [])
})

t.test('durations that may be asked for are DataHub’s names or ISO 8601, each with an end', async (t) => {
  for (const allowed of ['ONE_HOUR', 'P30D', 'ONE_HOUR,P30D,PT12H', 'ONE_WEEK, P3Y']) {
    t.same(faultsOf({ TOKEN_ALLOWED_DURATIONS: allowed }), [], allowed)
  }
  const wrongOnes: [string, string][] = [
    ['NO_EXPIRY', 'NO_EXPIRY'],
    ['ONE_HOUR,NO_EXPIRY', 'NO_EXPIRY'],
    ['ONE_DECADE', 'ONE_DECADE'],
    ['P0D,ONE_HOUR', 'P0D'],
    ['PT', 'PT'],
    ['30', '30'],
  ]
  for (const [allowed, wrong] of wrongOnes) {
    const faults = faultsOf({ TOKEN_ALLOWED_DURATIONS: allowed })
    t.equal(faults.length, 1, allowed)
    t.match(faults[0], `TOKEN_ALLOWED_DURATIONS has "${wrong}"`)
    t.match(faults[0], 'TOKEN_ALLOW_NO_EXPIRY', 'and says where endless tokens are allowed')
  }
  t.equal(faultsOf({ TOKEN_ALLOWED_DURATIONS: 'ONE_DECADE,P0D' }).length, 2, 'all of them at once')
  for (const malformed of ['one_hour', 'ONE_HOUR;P1D', 'ONE_HOUR,', ',ONE_HOUR', 'P1.5D']) {
    const faults = faultsOf({ TOKEN_ALLOWED_DURATIONS: malformed })
    t.equal(faults.length, 1, malformed)
    t.match(faults[0], /^TOKEN_ALLOWED_DURATIONS /)
  }
})

t.test('the longest life is an ISO 8601 duration, and there is none where tokens need not end', async (t) => {
  t.same(faultsOf({ TOKEN_MAX_LIFETIME: 'P90D' }), [])
  t.same(faultsOf({ TOKEN_MAX_LIFETIME: 'P1Y', TOKEN_ALLOW_NO_EXPIRY: 'false' }), [])
  for (const wrong of ['P0D', 'PT', 'P1H', 'PT0S'])
    t.same(faultsOf({ TOKEN_MAX_LIFETIME: wrong }), [
      'TOKEN_MAX_LIFETIME must be an ISO 8601 duration longer than nothing, such as P90D.',
    ])
  for (const malformed of ['90', 'ONE_MONTH', 'p90d', 'P']) {
    const faults = faultsOf({ TOKEN_MAX_LIFETIME: malformed })
    t.equal(faults.length, 1, malformed)
    t.match(faults[0], /^TOKEN_MAX_LIFETIME /)
  }
  t.same(faultsOf({ TOKEN_MAX_LIFETIME: 'P30D', TOKEN_ALLOWED_DURATIONS: 'P1Y,ONE_MONTH' }), [])
  t.match(faultsOf({ TOKEN_MAX_LIFETIME: 'P29D', TOKEN_ALLOWED_DURATIONS: 'P1Y,ONE_MONTH' }), [
    /^TOKEN_ALLOWED_DURATIONS must have a duration within TOKEN_MAX_LIFETIME/,
  ])
  t.same(faultsOf({ TOKEN_MAX_LIFETIME: 'P90D', TOKEN_ALLOW_NO_EXPIRY: 'true' }), [
    'TOKEN_ALLOW_NO_EXPIRY must be false where TOKEN_MAX_LIFETIME is set: no token outlives it.',
  ])
})
