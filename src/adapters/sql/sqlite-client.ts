import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite'
import BetterSqlite3Client from 'knex/lib/dialects/better-sqlite3/index.js'

interface Query {
  sql: string
  bindings?: unknown
  response?: unknown
  context?: unknown
}

/** knex's client for better-sqlite3 over Node's own `node:sqlite`: nothing to compile, nothing to download. */
export class SqliteClient extends BetterSqlite3Client {
  override _driver(): unknown {
    return DatabaseSync
  }

  override async acquireRawConnection(): Promise<DatabaseSync> {
    const { filename } = this.connectionSettings as { filename: string }
    const connection = new DatabaseSync(filename, { timeout: 2_000 })
    connection.exec('PRAGMA journal_mode = WAL')
    // In WAL mode only FULL syncs at each commit: a revoke that has returned survives a power cut. On macOS a sync
    // reaches the disk itself only with `fullfsync`; elsewhere that changes nothing.
    connection.exec('PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA foreign_keys = ON')
    // SQLite's own folds ASCII only, so that nobody would find Ümit as ümit.
    connection.function('lower', { deterministic: true }, lower)
    return connection
  }

  override async _query(connection: DatabaseSync, query: Query): Promise<Query> {
    const statement = connection.prepare(query.sql)
    const bindings = this._formatBindings(query.bindings) as SQLInputValue[]
    if (statement.columns().length > 0) return Object.assign(query, { response: statement.all(...bindings) })
    const response = statement.run(...bindings)
    const context = { lastID: response.lastInsertRowid, changes: response.changes }
    return Object.assign(query, { response, context })
  }
}

function lower(value: SQLOutputValue): SQLInputValue {
  return typeof value === 'string' ? value.toLowerCase() : value
}
