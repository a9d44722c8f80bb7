/** The two families of SQL that Latchkey speaks; `mysql` is what MySQL 8.4 and MariaDB 10.11 share. */
export type Dialect = 'sqlite' | 'mysql'

/**
 * One step of the schema, forward only. MySQL commits at every DDL statement, so a crash can leave a migration half
 * done and unrecorded: each statement must be safe to repeat (`IF NOT EXISTS`), and a table comes with its indexes in
 * the one statement that creates it. A migration that has been released never changes; a later one corrects it.
 */
export interface Migration {
  /** `000N-noun`, unique, in order; recorded in the database. */
  name: string
  statements: Record<Dialect, readonly string[]>
}
