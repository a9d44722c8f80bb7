import Type, { type Static } from 'typebox'
import { POLICY_SETTINGS } from './policy-settings.ts'
import { flag, secret, TIMEOUT_MS_MAX } from './setting-types.ts'
import { SIGN_IN_SETTINGS } from './sign-in-settings.ts'

// Ten years.
const SESSION_MS_MAX = 315_360_000_000

function port(options: { description: string; default: number }) {
  return Type.Integer({ minimum: 0, maximum: 65_535, ...options })
}

/**
 * THE list of settings, each an environment variable; DataHub's own name where DataHub has one. Type, checks and
 * docs/configuration.md come from here. A setting without a default is optional unless a rule of rules.ts asks for it.
 */
export const SettingsSchema = Type.Object({
  HOST: Type.String({ default: '127.0.0.1', minLength: 1, description: 'Address to listen on.' }),
  PORT: port({ default: 9002, description: 'The front door. `0` takes any free port.' }),
  GMS_LISTEN_PORT: port({ default: 8080, description: 'The GMS-shaped door. `0` switches it off.' }),
  METRICS_PORT: port({ default: 9464, description: 'Prometheus metrics and probes. `0` switches them off.' }),
  DATABASE_URL: secret({
    default: 'sqlite:./data/latchkey.db',
    description:
      'Where tokens are kept: `sqlite:<file>`, whose folder serves one process, or `mysql://user:password@host:3306/database`.',
  }),
  REDIS_URL: Type.Optional(
    secret({
      pattern: '^rediss?://[^\\s]+$',
      description:
        'A cache shared by several replicas: `redis://host:6379` or `rediss://…`. Absent: each process caches alone. Losing it costs time, never an answer.',
    }),
  ),
  GMS_URL: Type.Optional(
    Type.String({
      format: 'http-url',
      description:
        'DataHub’s metadata service, such as `http://datahub-gms:8080`. Absent, with SQLite: a sandbox GMS runs inside the process. With MySQL it is required.',
    }),
  ),
  GMS_CREDENTIALS: Type.Enum(['exchange', 'session', 'passthrough', 'actor-header'], {
    default: 'exchange',
    description:
      'How GMS learns who is calling. `exchange`: by a session token that GMS mints for the actor. `session`: by one minted here, where GMS shares the signing key. `passthrough`: by the caller’s own header. `actor-header`: by `X-DataHub-Actor`, for a GMS whose own authentication is off. The sandbox takes `exchange`, and with authentication off `actor-header`.',
  }),
  GMS_CONNECT_TIMEOUT_MS: Type.Integer({
    default: 5000,
    minimum: 1,
    maximum: TIMEOUT_MS_MAX,
    description: 'How long a connection to GMS may take, milliseconds.',
  }),
  GMS_RESPONSE_TIMEOUT_MS: Type.Integer({
    default: 120_000,
    minimum: 1,
    maximum: TIMEOUT_MS_MAX,
    description:
      'How long GMS may be silent, before its answer and within it, milliseconds. DataHub’s front end waits as long.',
  }),
  METADATA_SERVICE_AUTH_ENABLED: flag({
    default: true,
    description:
      'As in DataHub. `false`: proxied requests pass without a token and gain nothing by it, and no token can be made.',
  }),
  ANONYMOUS_ACTOR: Type.Optional(
    Type.String({
      pattern: '^urn:li:corpuser:.+$',
      description:
        'With authentication off and `GMS_CREDENTIALS=actor-header`: the actor of requests without a session. Absent: they get 401.',
    }),
  ),
  DATAHUB_TOKEN_SERVICE_SIGNING_KEY: Type.Optional(
    secret({
      minLength: 32,
      description:
        'Signs tokens, as in DataHub: the string’s own bytes, at least 32. SQLite: generated at the first start. MySQL: required.',
    }),
  ),
  DATAHUB_TOKEN_SERVICE_SALT: Type.Optional(
    secret({
      minLength: 32,
      description:
        'Part of every token’s id, as in DataHub; changing it orphans all tokens. SQLite: generated at the first start. MySQL: required.',
    }),
  ),
  DATAHUB_TOKEN_SERVICE_ISSUER: Type.String({
    default: 'datahub-metadata-service',
    minLength: 1,
    description: 'The `iss` claim of new tokens, as in DataHub.',
  }),
  DATAHUB_SYSTEM_CLIENT_ID: Type.String({
    default: '__datahub_system',
    pattern: '^[^:\\s]+$',
    description: 'Our name at GMS, as in DataHub.',
  }),
  DATAHUB_SYSTEM_CLIENT_SECRET: Type.Optional(
    secret({
      description:
        'Our secret at GMS, as in DataHub; without `:`, which GMS cannot read. Required with `GMS_URL` and `GMS_CREDENTIALS=exchange`, and where users are read from a GMS that asks who is there.',
    }),
  ),
  ROOT_PASSWORD: Type.Optional(
    secret({
      description:
        'Password of `urn:li:corpuser:datahub`. SQLite: generated and printed at the first start. MySQL: without it root cannot sign in.',
    }),
  ),
  SESSION_TOKEN_DURATION_MS: Type.Integer({
    default: 86_400_000,
    minimum: 1000,
    maximum: SESSION_MS_MAX,
    description: 'Life of a browser session, milliseconds, as in DataHub.',
  }),
  ...SIGN_IN_SETTINGS,
  TOKEN_ALLOW_NO_EXPIRY: flag({
    default: false,
    description: 'Whether tokens that never expire may be made. DataHub’s newest default is no.',
  }),
  TOKEN_ALLOWED_DURATIONS: Type.Optional(
    Type.String({
      pattern: '^[A-Z0-9_]+(, *[A-Z0-9_]+)*$',
      description:
        'The only durations that tokens may be made for, comma-separated: DataHub’s names (`ONE_MONTH`) or ISO 8601 (`P30D`). A date that is asked for lies within the longest. Absent: any.',
    }),
  ),
  TOKEN_MAX_LIFETIME: Type.Optional(
    Type.String({
      pattern: '^P[0-9YMWDTHS]+$',
      description:
        'No token lives longer: an ISO 8601 duration such as `P90D`. Absent: 10 years where tokens must end.',
    }),
  ),
  DIRECTORY: Type.Optional(
    Type.Enum(['gms', 'local'], {
      description:
        'Where users, groups and roles are kept: in DataHub (`gms`), read with our system client, or in our own store (`local`). Absent: `gms` where `GMS_URL` is set, else `local`.',
    }),
  ),
  DIRECTORY_REFRESH_INTERVAL_SECONDS: Type.Integer({
    default: 30,
    minimum: 1,
    maximum: 3600,
    description:
      'With `DIRECTORY=gms`: how old what is known of a user may become, seconds. Who is suspended or removed in DataHub, or loses a group or a role there, loses it here at most that much later.',
  }),
  ...POLICY_SETTINGS,
  LOG_LEVEL: Type.Enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'], {
    default: 'info',
    description: 'How much is logged, in JSON lines on the standard output.',
  }),
  ALLOW_PUBLIC_DEFAULT_SECRETS: flag({
    default: false,
    description:
      'Lets the service start with a key, salt or secret that DataHub has published. For trials only.',
  }),
})

/** The settings as declared, before the rules of rules.ts filled in what depends on others. */
export type Settings = Static<typeof SettingsSchema>

export type SettingName = keyof Settings

/** A row of the list, as far as reading and documenting it needs. */
export interface SettingRow {
  description: string
  type?: string
  enum?: readonly string[]
  default?: unknown
  secret?: boolean
  minLength?: number
  minimum?: number
  maximum?: number
  pattern?: string
  format?: string
}

/** The rows in the order of the list. */
export const SETTING_ROWS = Object.entries(SettingsSchema.properties) as unknown as readonly [
  SettingName,
  SettingRow,
][]
