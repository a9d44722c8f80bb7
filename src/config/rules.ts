import { parseIsoDuration } from '../domain/iso-duration.ts'
import type { Secret } from '../domain/secret.ts'
import { isReservedActor } from '../domain/urn.ts'
import { parseDatabaseUrl } from './database-url.ts'
import { directoryFaults } from './directory-rules.ts'
import { allowedDurations } from './lifetime-rules.ts'
import { policyFaults } from './policy-rules.ts'
import type { SettingName, Settings } from './schema.ts'
import { signInFaults } from './sign-in-rules.ts'

/**
 * Secrets that DataHub has shipped as defaults (its application.yml before v1.5.0 and v1.7.0.1): anybody can mint
 * tokens with them, so they are no secrets.
 */
const PUBLISHED = new Set([
  'WnEdIeTG/VVCLQqGwC/BAkqyY0k+H8NEAtWGejrBI94=',
  'ohDVbJBvHHVJh9S/UA4BYF9COuNnqqVhr9MLKEGXk1O=',
  'JohnSnowKnowsNothing',
])

/** Whether tokens are kept in a file of this machine, for one process. */
export function usesSqlite(settings: Pick<Settings, 'DATABASE_URL'>): boolean {
  return parseDatabaseUrl(settings.DATABASE_URL).dialect === 'sqlite'
}

/** What is wrong between settings that are each well-formed: one sentence a fault, beginning with the setting's name. */
export function configurationFaults(settings: Partial<Settings> & Pick<Settings, 'DATABASE_URL'>): string[] {
  return [
    ...databaseFaults(settings),
    ...redisFaults(settings),
    ...gmsFaults(settings),
    ...sandboxFaults(settings),
    ...directoryFaults(settings),
    ...policyFaults(settings),
    ...publishedSecretFaults(settings),
    ...portFaults(settings),
    ...lifetimeFaults(settings),
    ...signInFaults(settings),
  ]
}

function databaseFaults(settings: Partial<Settings> & Pick<Settings, 'DATABASE_URL'>): string[] {
  try {
    if (usesSqlite(settings)) return []
  } catch (error) {
    return [(error as Error).message]
  }
  const required: SettingName[] = [
    'DATAHUB_TOKEN_SERVICE_SIGNING_KEY',
    'DATAHUB_TOKEN_SERVICE_SALT',
    'GMS_URL',
  ]
  return required
    .filter((name) => settings[name] === undefined)
    .map((name) => `${name} is required with MySQL: several processes must agree on it.`)
}

// ioredis takes a port that is none for a socket's path, and an unescaped # moves the rest of a password elsewhere.
function redisFaults({ REDIS_URL }: Partial<Settings>): string[] {
  if (REDIS_URL === undefined || isRedisUrl(REDIS_URL.reveal())) return []
  return [
    'REDIS_URL must be a URL such as redis://user:password@host:6379/0, with special characters of the user and the password percent-encoded.',
  ]
}

function isRedisUrl(text: string): boolean {
  try {
    const { hostname, pathname, username, password, hash } = new URL(text)
    decodeURIComponent(username + password)
    return hostname !== '' && hash === '' && /^(\/\d*)?$/.test(pathname)
  } catch {
    return false // the error carries the URL
  }
}

function sandboxFaults(settings: Partial<Settings>): string[] {
  const { GMS_URL, GMS_CREDENTIALS: mode, METADATA_SERVICE_AUTH_ENABLED: authenticates } = settings
  if (GMS_URL !== undefined || mode === undefined || mode === 'exchange') return []
  if (mode === 'actor-header' && authenticates !== true) return []
  return [
    `GMS_URL is required with GMS_CREDENTIALS=${mode}: the sandbox that runs without it knows only sessions that it minted itself (exchange).`,
  ]
}

function gmsFaults(settings: Partial<Settings>): string[] {
  const faults: string[] = []
  const systemSecret = settings.DATAHUB_SYSTEM_CLIENT_SECRET?.reveal()
  if (systemSecret?.includes(':')) {
    faults.push(
      'DATAHUB_SYSTEM_CLIENT_SECRET must not contain ":": GMS splits its raw Basic credentials there.',
    )
  }
  if (systemSecret !== undefined && !/^[ -~]*[!-~]$/.test(systemSecret)) {
    faults.push(
      'DATAHUB_SYSTEM_CLIENT_SECRET must be printable ASCII without a space at its end: it travels in an HTTP header.',
    )
  }
  if (settings.GMS_URL !== undefined && !isPlainUrl(settings.GMS_URL)) {
    faults.push('GMS_URL must have no user, password, query or fragment: none of them would reach GMS.')
  }
  const exchanges = settings.GMS_CREDENTIALS === 'exchange' && settings.METADATA_SERVICE_AUTH_ENABLED === true
  if (settings.GMS_URL !== undefined && exchanges && systemSecret === undefined) {
    faults.push(
      'DATAHUB_SYSTEM_CLIENT_SECRET is required with GMS_URL and GMS_CREDENTIALS=exchange: GMS mints sessions for its system client only.',
    )
  }
  const { ANONYMOUS_ACTOR: anonymous, DATAHUB_SYSTEM_CLIENT_ID: systemId = '' } = settings
  if (anonymous !== undefined && isReservedActor(anonymous, systemId)) {
    faults.push(
      'ANONYMOUS_ACTOR must be an ordinary user such as urn:li:corpuser:guest, not the system client or UNKNOWN: everybody would have its power.',
    )
  }
  return faults
}

function isPlainUrl(text: string): boolean {
  const { username, password } = new URL(text)
  return username === '' && password === '' && !/[?#]/.test(text)
}

function publishedSecretFaults(settings: Partial<Settings>): string[] {
  if (settings.ALLOW_PUBLIC_DEFAULT_SECRETS === true) return []
  const names = [
    'DATAHUB_TOKEN_SERVICE_SIGNING_KEY',
    'DATAHUB_TOKEN_SERVICE_SALT',
    'DATAHUB_SYSTEM_CLIENT_SECRET',
  ] as const
  return names
    .filter((name) => PUBLISHED.has((settings[name] as Secret | undefined)?.reveal() ?? ''))
    .map(
      (name) =>
        `${name} is a default that DataHub has published, so everybody knows it: set one of your own (ALLOW_PUBLIC_DEFAULT_SECRETS=true lets it pass for a trial).`,
    )
}

function portFaults({ PORT, GMS_LISTEN_PORT, METRICS_PORT }: Partial<Settings>): string[] {
  const used = [PORT, GMS_LISTEN_PORT, METRICS_PORT].filter((port) => port !== undefined && port !== 0)
  return new Set(used).size === used.length ? [] : ['PORT, GMS_LISTEN_PORT and METRICS_PORT must differ.']
}

function lifetimeFaults(settings: Partial<Settings>): string[] {
  const { TOKEN_ALLOWED_DURATIONS: allowed, TOKEN_MAX_LIFETIME: longest } = settings
  const faults: string[] = []
  for (const { name, ms } of allowed === undefined ? [] : allowedDurations(allowed)) {
    if (Number.isNaN(ms)) {
      faults.push(
        `TOKEN_ALLOWED_DURATIONS has "${name}", which is neither a name of DataHub's such as ONE_MONTH nor an ISO 8601 duration such as P30D; endless tokens are TOKEN_ALLOW_NO_EXPIRY.`,
      )
    }
  }
  if (longest === undefined) return faults
  if (!parseIsoDuration(longest)) {
    faults.push('TOKEN_MAX_LIFETIME must be an ISO 8601 duration longer than nothing, such as P90D.')
  }
  const longestMs = parseIsoDuration(longest) ?? Number.NaN
  if (allowed !== undefined && allowedDurations(allowed).every(({ ms }) => ms > longestMs)) {
    faults.push(
      'TOKEN_ALLOWED_DURATIONS must have a duration within TOKEN_MAX_LIFETIME: without one nobody can make a token.',
    )
  }
  if (settings.TOKEN_ALLOW_NO_EXPIRY === true) {
    faults.push('TOKEN_ALLOW_NO_EXPIRY must be false where TOKEN_MAX_LIFETIME is set: no token outlives it.')
  }
  return faults
}
