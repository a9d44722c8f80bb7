import type { Knex } from 'knex'
import type { Dialect } from '../../../db/migration.ts'
import type { MysqlAddress, SqliteAddress } from '../../config/database-url.ts'
import type { DatabaseOptions } from './knex-settings.ts'

export interface Database {
  knex: Knex
  dialect: Dialect
  /** Waits for running queries, then closes every connection. */
  close(): Promise<void>
}

/** Opens the database at an address. Loads only the driver that it needs, and connects at the first query. */
export async function openDatabase(
  address: SqliteAddress | MysqlAddress,
  opts: DatabaseOptions = {},
): Promise<Database> {
  const knex =
    address.dialect === 'mysql'
      ? (await import('./connect-mysql.ts')).connectMysql(address, opts)
      : (await import('./connect-sqlite.ts')).connectSqlite(address, opts)
  return { knex, dialect: address.dialect, close: () => knex.destroy() }
}
