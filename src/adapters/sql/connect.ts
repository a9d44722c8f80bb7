import type { Knex } from 'knex'
import type { Dialect } from '../../../db/migration.ts'
import { parseDatabaseUrl } from '../../config/database-url.ts'
import type { Secret } from '../../domain/secret.ts'

export interface Database {
  knex: Knex
  dialect: Dialect
  /** Waits for running queries, then closes every connection. */
  close(): Promise<void>
}

export interface DatabaseOptions {
  /** Most connections at once to MySQL, at least 2 (a migration holds one for its lock); SQLite always has one. */
  connectionsMax?: number
  /** Takes what knex has to say beside its errors; by default a warning of the process. Has no secrets in it. */
  warn?: (message: string) => void
}

/**
 * Opens the database at `url` (`sqlite:./data/latchkey.db` or `mysql://user:pass@host:3306/db`). Loads only the driver
 * that the URL needs, and connects at the first query. Throws a `TypeError` for any other URL.
 */
export async function openDatabase(url: Secret, opts: DatabaseOptions = {}): Promise<Database> {
  const address = parseDatabaseUrl(url)
  const knex =
    address.dialect === 'mysql'
      ? (await import('./connect-mysql.ts')).connectMysql(address, opts)
      : (await import('./connect-sqlite.ts')).connectSqlite(address, opts)
  return { knex, dialect: address.dialect, close: () => knex.destroy() }
}
