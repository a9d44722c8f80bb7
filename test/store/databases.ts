import { join } from 'node:path'
import type { Test } from 'tap'
import { migrate } from '../../db/migrate.ts'
import { type Database, openDatabase } from '../../src/adapters/sql/connect.ts'
import type { DatabaseOptions } from '../../src/adapters/sql/knex-settings.ts'
import { parseDatabaseUrl } from '../../src/config/database-url.ts'
import { Secret } from '../../src/domain/secret.ts'
import { testMysql } from '../helpers/servers/index.ts'

/** A database of either kind that is closed when the test ends; nothing is migrated yet. */
export async function openFor(t: Test, url: string, opts?: DatabaseOptions): Promise<Database> {
  const database = await openDatabase(parseDatabaseUrl(new Secret(url)), opts)
  t.teardown(() => database.close())
  return database
}

/** A URL of a SQLite file that is not there yet, in a folder of the test. */
export function sqliteUrl(t: Test): string {
  return `sqlite:${join(t.testdir({}), 'data', 'latchkey.db')}`
}

/** A new, migrated SQLite database. */
export async function sqliteDatabase(t: Test): Promise<Database> {
  const database = await openFor(t, sqliteUrl(t))
  await migrate(database)
  return database
}

/** A new, migrated database on a real MySQL or MariaDB. */
export async function mysqlDatabase(t: Test, opts?: DatabaseOptions): Promise<Database> {
  const database = await openFor(t, (await testMysql(t)).url, opts)
  await migrate(database)
  return database
}

/** What must hold on each database is tested on each. */
export const DATABASES = [
  ['SQLite', sqliteDatabase],
  ['MySQL', mysqlDatabase],
] as const

/** What `promise` rejects with. */
export async function errorOf(promise: PromiseLike<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('did not reject')
    },
    (error: unknown) => error,
  )
}
