import knex, { type Knex } from 'knex'
import type { MysqlAddress } from '../../config/database-url.ts'
import { type DatabaseOptions, sharedSettings } from './knex-settings.ts'
import { MysqlClient } from './mysql-client.ts'

/** A knex over a pool of connections to MySQL or MariaDB; connects at the first query. */
export function connectMysql(address: MysqlAddress, opts: DatabaseOptions): Knex {
  const { host, port, user, password, database } = address
  const connection = {
    host,
    port,
    user,
    password: password.reveal(),
    database,
    charset: 'utf8mb4',
    // BIGINT as a number where that is exact; our milliseconds are below 2^53.
    supportBigNumbers: true,
    bigNumberStrings: false,
    timezone: 'Z',
    // An object where a string belongs is written as text, not as `column = value` pairs (CVE-2016-20018).
    stringifyObjects: true,
    // Row parsers made with `new Function` were where a hostile server ran code (CVE-2024-21508, CVE-2024-21511).
    disableEval: true,
    // No server may ask us for files. FOUND_ROWS, on by default, makes an UPDATE count the rows it matched, also
    // those that it left as they were: `revoke` and every later compare-and-set rely on it.
    flags: '-LOCAL_FILES,FOUND_ROWS',
    // A change is sent whole (transaction.ts). Every statement of ours is a fixed text with its values escaped apart.
    multipleStatements: true,
    // Below the time for which a query waits for a connection, so that its error tells the reason.
    connectTimeout: 1_500,
    // Linux's own first probe of an idle connection comes after two hours.
    keepAliveInitialDelay: 10_000,
  }
  return knex({
    ...sharedSettings(opts),
    client: MysqlClient,
    connection,
    pool: {
      // None is kept open for its own sake, so that idle replicas leave the server's connections to the busy ones.
      min: 0,
      // A read by primary key takes about a millisecond: ten connections serve some ten thousand a second.
      max: opts.connectionsMax ?? 10,
      // Shorter than any load balancer's or firewall's patience with an idle connection (AWS: 350 s).
      idleTimeoutMillis: 30_000,
      afterCreate: prepareSession,
    },
  })
}

/**
 * Makes every session alike, whatever the server's configuration: a value too long is an error (otherwise it is cut,
 * and a cut URN is another user), a backslash escapes (the driver's escaping counts on it), times are UTC, and a
 * transaction sees what others commit and locks no gaps (design §3). Who waits for a row's lock is told so after a
 * second, and tries again, while by the server's default of 50 s our own time limit would end the query first, and
 * leave unknown what became of it.
 */
function prepareSession(connection: SessionConnection, done: (error: Error | null) => void): void {
  const modes = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ENGINE_SUBSTITUTION'
  connection.query(
    `SET SESSION sql_mode = '${modes}', SESSION time_zone = '+00:00', SESSION innodb_lock_wait_timeout = 1;
    SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED`,
    done,
  )
}

interface SessionConnection {
  query(sql: string, done: (error: Error | null) => void): void
}
