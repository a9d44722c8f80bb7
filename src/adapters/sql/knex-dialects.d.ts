/** What we override of two files of knex that have no types of their own. */

declare module 'knex/lib/dialects/mysql2/index.js' {
  import { Knex } from 'knex'
  export default class Mysql2Client extends Knex.Client {
    _query(connection: object, query: object): Promise<unknown>
  }
}

declare module 'knex/lib/dialects/better-sqlite3/index.js' {
  import { Knex } from 'knex'
  export default class BetterSqlite3Client extends Knex.Client {
    _driver(): unknown
    _query(connection: object, query: object): Promise<unknown>
    _formatBindings(bindings: unknown): unknown[]
  }
}
