import { ConfigurationError, loadSettings } from '../../src/config/load.ts'

export type Environment = Readonly<Record<string, string | undefined>>

const KEY = 'a signing key of 32 bytes, or more'
const SALT = 'and a salt that is as long as that'

/** Enough to start with MySQL. */
export const MYSQL: Environment = {
  DATABASE_URL: 'mysql://latchkey:pass@mysql:3306/latchkey',
  DATAHUB_TOKEN_SERVICE_SIGNING_KEY: KEY,
  DATAHUB_TOKEN_SERVICE_SALT: SALT,
  GMS_URL: 'http://datahub-gms:8080',
  DATAHUB_SYSTEM_CLIENT_SECRET: 'a secret of ours',
}

/** The error that stops a start with this environment, or `undefined` where it starts. */
function configurationError(environment: Environment): ConfigurationError | undefined {
  try {
    loadSettings(environment)
  } catch (error) {
    if (error instanceof ConfigurationError) return error
    throw error
  }
  return undefined
}

export function errorOf(environment: Environment): ConfigurationError {
  const error = configurationError(environment)
  if (error === undefined) throw new Error('the configuration was accepted')
  return error
}

/** What is wrong with this environment, a sentence a fault. */
export function faultsOf(environment: Environment): readonly string[] {
  return configurationError(environment)?.faults ?? []
}
