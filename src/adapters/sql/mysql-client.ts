import Mysql2Client from 'knex/lib/dialects/mysql2/index.js'

interface Connection {
  stream: { destroy(): void }
}

interface Query {
  options?: { timeout?: number }
}

/** A server that has not answered in this time is taken for dead; what the statement did is then unknown. */
const QUERY_TIMEOUT_MS = 5_000

/**
 * knex's client for mysql2, with a time limit on every query (`.options({ timeout })` sets another, in milliseconds,
 * 0 for none), and errors without the values that were sent.
 */
export class MysqlClient extends Mysql2Client {
  override async _query(connection: Connection, query: Query): Promise<unknown> {
    query.options = { timeout: QUERY_TIMEOUT_MS, ...query.options }
    try {
      return await super._query(connection, query)
    } catch (error) {
      // mysql2 attaches the statement with its values written out, password hashes too.
      Reflect.deleteProperty(error as object, 'sql')
      // Its answer may still come, to whoever had the connection next. The pool drops a connection without a socket.
      if ((error as { code?: string }).code === 'PROTOCOL_SEQUENCE_TIMEOUT') connection.stream.destroy()
      throw error
    }
  }
}
