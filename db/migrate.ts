import type { Knex } from 'knex'
import type { Dialect, Migration } from './migration.ts'
import { MIGRATIONS } from './migrations/index.ts'
import { withServerLock } from './server-lock.ts'

/** An open database, as much of it as a migration needs. */
export interface MigrationTarget {
  knex: Knex
  dialect: Dialect
}

export interface MigrateOptions {
  /** How long to wait for another replica that is migrating. */
  lockTimeoutSeconds?: number
}

/** Another replica has held the migration lock for longer than we were ready to wait. */
export class MigrationBusyError extends Error {
  override name = 'MigrationBusyError'

  constructor(waitedSeconds: number) {
    super(
      `Another process has been migrating this database for ${waitedSeconds} s. Start again when it is done.`,
    )
  }
}

/** The database was migrated by a newer version of Latchkey: this one does not know what its tables mean. */
export class DatabaseTooNewError extends Error {
  override name = 'DatabaseTooNewError'

  constructor(unknown: readonly string[]) {
    super(
      `The database has migrations that this version of Latchkey does not know (${unknown.join(', ')}): ` +
        'run the version that made them or a newer one, or restore a backup from before them.',
    )
  }
}

/**
 * Brings the schema up to date and gives the names of what was applied, oldest first. Any number of replicas may call
 * it at once on MySQL; on SQLite the folder lock must be held. Rejects with `DatabaseTooNewError`, with
 * `MigrationBusyError` where another replica takes too long, or with the driver's error.
 */
export async function migrate(database: MigrationTarget, opts: MigrateOptions = {}): Promise<string[]> {
  const { knex, dialect } = database
  if (dialect === 'sqlite') return applyPending(database)
  const waitSeconds = opts.lockTimeoutSeconds ?? 60
  const applied = await withServerLock(knex, { purpose: 'migrations', waitSeconds }, () =>
    applyPending(database),
  )
  if (applied === undefined) throw new MigrationBusyError(waitSeconds)
  return applied
}

async function applyPending({ knex, dialect }: MigrationTarget): Promise<string[]> {
  const config: Knex.MigratorConfig = {
    migrationSource: sourceOf(dialect),
    // MySQL commits at each DDL statement: a transaction around them would only pretend.
    disableTransactions: dialect === 'mysql',
    // Ours below says what to do; knex's says that the directory is corrupt.
    disableMigrationsListValidation: true,
  }
  const [completed]: [{ name: string }[], unknown] = await knex.migrate.list(config)
  const unknown = completed.map(({ name }) => name).filter((name) => !MIGRATIONS.some((m) => m.name === name))
  if (unknown.length > 0) throw new DatabaseTooNewError(unknown)

  // knex's own lock is a row, left behind by a process that dies while it migrates. We hold a better one.
  await knex.migrate.forceFreeMigrationsLock(config)
  const [, applied]: [number, string[]] = await knex.migrate.latest(config)
  return applied
}

function sourceOf(dialect: Dialect): Knex.MigrationSource<Migration> {
  return {
    getMigrations: async () => [...MIGRATIONS],
    getMigrationName: ({ name }) => name,
    getMigration: async ({ name, statements }) => ({
      async up(knex) {
        // An index on a large table takes hours, so the time limit of ordinary queries is off.
        for (const given of statements[dialect]) {
          const step = typeof given === 'string' ? { sql: given } : given
          if ('unless' in step && (await givesRows(knex, step.unless))) continue
          if ('run' in step) await step.run(knex)
          else await knex.raw(step.sql).options({ timeout: 0 })
        }
      },
      async down() {
        throw new Error(`${name} cannot be undone: migrations go forward only`)
      },
    }),
  }
}

async function givesRows(knex: Knex, query: string): Promise<boolean> {
  // Guards are MySQL's, whose driver answers with rows and fields.
  const [rows] = await knex.raw<unknown[][]>(query)
  return rows !== undefined && rows.length > 0
}
