import knex, { type Knex } from 'knex'
import type { SqliteAddress } from '../../config/database-url.ts'
import { type DatabaseOptions, sharedSettings } from './knex-settings.ts'
import { makePrivateFile, makePrivateFolder } from './private-folder.ts'
import { SqliteClient } from './sqlite-client.ts'

/** A knex over one connection to the file, which is made (mode 0600) if there is none, and its folder (0700) too. */
export function connectSqlite({ file, folder }: SqliteAddress, opts: DatabaseOptions): Knex {
  makePrivateFolder(folder)
  // SQLite gives its journal the mode of the database.
  makePrivateFile(file)
  return knex({
    ...sharedSettings(opts),
    client: SqliteClient,
    connection: { filename: file },
    useNullAsDefault: true,
    // One connection, so that the transactions of this process follow each other instead of meeting SQLITE_BUSY.
    pool: { min: 1, max: 1 },
  })
}
