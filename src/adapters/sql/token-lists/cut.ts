import type { Dialect } from '../../../../db/migration.ts'
import { type Fragment, sql, type Value } from './fragment.ts'

/**
 * A place in the order of some columns, between rows: before or after all rows whose first columns have these values.
 * Places are compared as dictionaries do.
 */
export interface Cut {
  at: readonly (number | Uint8Array)[]
  side: 'before' | 'after'
}

export interface Range {
  lower?: Cut | undefined
  upper?: Cut | undefined
}

/** What two ranges have in common. */
export function overlap(a: Range, b: Range): Range {
  return {
    lower:
      a.lower && b.lower ? (compareCuts(a.lower, b.lower) > 0 ? a.lower : b.lower) : (a.lower ?? b.lower),
    upper:
      a.upper && b.upper ? (compareCuts(a.upper, b.upper) < 0 ? a.upper : b.upper) : (a.upper ?? b.upper),
  }
}

export function compareCuts(a: Cut, b: Cut): number {
  const length = Math.min(a.at.length, b.at.length)
  for (let i = 0; i < length; i++) {
    const order = compareValues(a.at[i], b.at[i])
    if (order !== 0) return order
  }
  // The shorter one is at an end of all that the longer one is among.
  if (a.at.length !== b.at.length) return a.at.length < b.at.length ? sideOf(a) : -sideOf(b)
  return sideOf(a) - sideOf(b)
}

function sideOf({ side }: Cut): number {
  return side === 'before' ? -1 : 1
}

function compareValues(a: Value | undefined, b: Value | undefined): number {
  return typeof a === 'number' ? a - Number(b) : Buffer.compare(a as Uint8Array, b as Uint8Array)
}

/** The rows within a range, said so that the database reads them as one range of an index on these columns. */
export function within(dialect: Dialect, columns: readonly string[], { lower, upper }: Range): Fragment[] {
  const parts: Fragment[] = []
  if (lower) parts.push(beyond(dialect, columns, lower.at, lower.side === 'before' ? '>=' : '>'))
  if (upper) parts.push(beyond(dialect, columns, upper.at, upper.side === 'before' ? '<' : '<='))
  return parts
}

type Comparison = '<' | '<=' | '>' | '>='

function beyond(
  dialect: Dialect,
  columns: readonly string[],
  at: Cut['at'],
  comparison: Comparison,
): Fragment {
  const [column = '', ...rest] = columns
  const [value = 0, ...more] = at
  if (more.length === 0) return sql(`${column} ${comparison} ?`, value)
  // SQLite reads a range for a comparison of rows and none for the OR; MySQL does the opposite.
  if (dialect === 'sqlite') {
    const names = columns.slice(0, at.length).join(', ')
    return sql(`(${names}) ${comparison} (${at.map(() => '?').join(', ')})`, ...at)
  }
  const deeper = beyond(dialect, rest, more, comparison)
  const strictly = comparison.slice(0, 1)
  return sql(
    `(${column} ${strictly} ? OR (${column} = ? AND ${deeper.sql}))`,
    value,
    value,
    ...deeper.bindings,
  )
}
