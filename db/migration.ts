import type { Knex } from 'knex'

/** The two families of SQL that Latchkey speaks; `mysql` is what MySQL 8.4 and MariaDB 10.11 share. */
export type Dialect = 'sqlite' | 'mysql'

/** A statement that is skipped where `unless` gives a row: its work is done already. For what has no `IF NOT EXISTS`. */
export interface GuardedStatement {
  sql: string
  unless: string
}

/** Work that SQL cannot say, in batches; skipped like a statement. */
export interface Backfill {
  run(knex: Knex): Promise<void>
  unless?: string
}

/**
 * One step of the schema, forward only. MySQL commits at every DDL statement, so a crash can leave a migration half
 * done and unrecorded: each statement must be safe to repeat (`IF NOT EXISTS`, or guarded), and a table comes with its
 * indexes in the one statement that creates it. A migration that has been released never changes; a later one corrects
 * it.
 */
export interface Migration {
  /** `000N-noun`, unique, in order; recorded in the database. */
  name: string
  statements: Record<Dialect, readonly (string | GuardedStatement | Backfill)[]>
}

/** For MySQL: true of a table that has the column already. */
export function hasColumn(table: string, column: string): string {
  return `SELECT 1 FROM information_schema.columns
    WHERE table_schema = DATABASE() AND table_name = '${table}' AND column_name = '${column}'`
}
