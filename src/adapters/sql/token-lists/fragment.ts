export type Value = string | number | Uint8Array

/** A piece of SQL with the values of its question marks. */
export interface Fragment {
  sql: string
  bindings: readonly Value[]
}

export function sql(text: string, ...bindings: Value[]): Fragment {
  return { sql: text, bindings }
}

/** Every one of them; true where there is none. */
export function all(parts: readonly Fragment[]): Fragment {
  return joined(parts, ' AND ', '1 = 1')
}

/** At least one of them; false where there is none. */
export function any(parts: readonly Fragment[]): Fragment {
  const { sql, bindings } = joined(parts, ' OR ', '1 = 0')
  return { sql: `(${sql})`, bindings }
}

export function oneOf(column: string, values: readonly Value[]): Fragment {
  return values.length === 0
    ? sql('1 = 0')
    : { sql: `${column} IN (${values.map(() => '?').join(', ')})`, bindings: values }
}

/** One statement of several. */
export function unionAll(parts: readonly Fragment[]): Fragment {
  return joined(parts, ' UNION ALL ', '')
}

/** Pieces one after the other. */
export function concat(...parts: (Fragment | string)[]): Fragment {
  const fragments = parts.map((part) => (typeof part === 'string' ? sql(part) : part))
  return joined(fragments, ' ', '')
}

function joined(parts: readonly Fragment[], by: string, none: string): Fragment {
  if (parts.length === 0) return sql(none)
  return { sql: parts.map((part) => part.sql).join(by), bindings: parts.flatMap((part) => part.bindings) }
}
