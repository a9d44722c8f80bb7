import type { Knex } from 'knex'

export interface DatabaseOptions {
  /** Most connections at once to MySQL, at least 2 (a migration holds one for its lock); SQLite always has one. */
  connectionsMax?: number
  /** Takes what knex has to say beside its errors; by default a warning of the process. Has no secrets in it. */
  warn?: (message: string) => void
}

/** knex's settings that both databases share. */
export function sharedSettings({ warn = emitWarning }: DatabaseOptions) {
  return {
    // A request that has waited this long is better refused (503) than queued behind a database that is down.
    acquireConnectionTimeout: 2_000,
    // By default knex writes the statement with its values, password hashes too, into the error's message.
    compileSqlOnError: false,
    // By default knex prints these to standard output.
    log: { warn, error: warn, deprecate: warn },
  } satisfies Knex.Config
}

function emitWarning(message: string): void {
  process.emitWarning(message, 'DatabaseWarning')
}
