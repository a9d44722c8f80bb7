import type { Knex } from 'knex'
import type { Dialect } from '../../../db/migration.ts'

/**
 * A table to be read through one index, for `from`. For queries with a limit on tables that only grow: an optimiser that
 * hopes to meet the first rows early in another index reads all of the table where it is wrong.
 */
export function byIndex(knex: Knex, dialect: Dialect, table: string, index: string): Knex.Raw {
  return knex.raw(dialect === 'mysql' ? '?? FORCE INDEX (??)' : '?? INDEXED BY ??', [table, index])
}
