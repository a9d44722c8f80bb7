import type { Knex } from 'knex'
import type { Dialect } from '../../../../db/migration.ts'
import type { SortOrder, TokenPosition, TokenSort } from '../../../app/ports/tokens.ts'
import type { TokenRecord } from '../../../domain/token-record.ts'
import type { Database } from '../connect.ts'
import { type TokenRow, toTokenRecord } from '../token-row.ts'
import { type Cut, overlap, type Range, within } from './cut.ts'
import { all, concat, type Fragment, sql, unionAll } from './fragment.ts'
import { tableFrom } from './sources.ts'
import { AXES, type Stream } from './streams.ts'

/** How a list is read: by which columns, and from which end. */
export interface Direction {
  sort: TokenSort
  order: SortOrder
}

export interface Found {
  record: TokenRecord
  position: TokenPosition
}

type Row = TokenRow & { sort_key: number }

export type Run = <Row>(statement: Fragment) => Promise<Row[]>

/**
 * Runs a statement and gives its rows, whichever form the driver gives them in. `timeoutMs` for what may take longer than
 * a statement usually may: counts of millions of entries, batches of thousands of rows.
 */
export function runOn({ knex, dialect }: Pick<Database, 'knex' | 'dialect'>, timeoutMs?: number): Run {
  return async <Row>({ sql, bindings }: Fragment) => {
    const statement = knex.raw(sql, bindings as readonly Knex.Value[])
    if (timeoutMs !== undefined) statement.options({ timeout: timeoutMs })
    const answer: unknown = await statement
    return (dialect === 'mysql' ? (answer as [Row[]])[0] : answer) as Row[]
  }
}

/** What of a list lies beyond a position, in its direction. */
export function beyondPosition({ order }: Direction, position: TokenPosition | undefined): Range {
  if (position === undefined) return {}
  const at = cutAt(position)
  return order === 'asc' ? { lower: { at, side: 'after' } } : { upper: { at, side: 'before' } }
}

/** What of a list does not lie beyond a position. */
export function upToPosition({ order }: Direction, position: TokenPosition): Range {
  const at = cutAt(position)
  return order === 'asc' ? { upper: { at, side: 'after' } } : { lower: { at, side: 'before' } }
}

function cutAt(position: TokenPosition): Cut['at'] {
  return position.map((part) => (typeof part === 'number' ? part : Buffer.from(part, 'base64url')))
}

function positionOf(
  { sort }: Direction,
  row: Pick<Row, 'sort_key' | 'created_at' | 'id_prefix'>,
): TokenPosition {
  const tie = Buffer.from(row.id_prefix).toString('base64url')
  return sort === 'created' ? [row.created_at, tie] : [row.sort_key, row.created_at, tie]
}

export interface Slicing {
  range?: Range
  /** Conditions that no index helps with. */
  tested?: readonly Fragment[]
  offset?: number
  limit: number
}

/** The keys of some rows of a stream, in the direction of the list. */
function keysOf(dialect: Dialect, stream: Stream, { sort, order }: Direction, slicing: Slicing): Fragment {
  const columns = AXES[sort]
  const where = all([
    stream.equalities,
    ...within(dialect, columns, overlap(stream.range, slicing.range ?? {})),
    ...(stream.check ? [stream.check] : []),
    ...(slicing.tested ?? []),
  ])
  return concat(
    `SELECT ${columns[0]} AS sort_key, created_at AS key_time, id_prefix AS key_prefix FROM`,
    tableFrom(dialect, stream.index),
    'WHERE',
    where,
    `ORDER BY ${columns.map((column) => `${column} ${order}`).join(', ')}`,
    slicing.offset === undefined
      ? sql('LIMIT ?', slicing.limit)
      : sql('LIMIT ? OFFSET ?', slicing.limit, slicing.offset),
  )
}

/** Rows by the keys that a statement gives as `sort_key`, `key_time`, `key_prefix`. */
export async function rowsByKey(run: Run, keys: Fragment, direction: Direction): Promise<Found[]> {
  const { order } = direction
  const rows = await run<Row>(
    concat(
      'SELECT tokens.*, sort_key FROM (',
      keys,
      `) AS picked CROSS JOIN tokens ON created_at = key_time AND id_prefix = key_prefix
        ORDER BY sort_key ${order}, created_at ${order}, id_prefix ${order}`,
    ),
  )
  return rows.map((row) => ({ record: toTokenRecord(row), position: positionOf(direction, row) }))
}

/** The first rows of several streams together, in one statement and so as of one moment. */
export async function readStreams(
  { run, dialect }: { run: Run; dialect: Dialect },
  streams: readonly Stream[],
  direction: Direction,
  slicing: Slicing,
): Promise<Found[]> {
  const [only, ...more] = streams.map((stream) => keysOf(dialect, stream, direction, slicing))
  if (only === undefined) return []
  if (more.length === 0) return rowsByKey(run, only, direction)
  const { order } = direction
  const each = [only, ...more].map((keys, i) => concat('SELECT * FROM (', keys, `) AS stream_${i}`))
  const keys = concat(
    unionAll(each),
    `ORDER BY sort_key ${order}, key_time ${order}, key_prefix ${order}`,
    sql('LIMIT ?', slicing.limit),
  )
  return rowsByKey(run, keys, direction)
}

/**
 * How far a walk of so many entries comes: the nearest of the places where a stream has more of them; `undefined`: each
 * stream ends before.
 */
export async function reachOf(
  { run, dialect }: { run: Run; dialect: Dialect },
  streams: readonly Stream[],
  direction: Direction,
  { range, entries }: { range: Range; entries: number },
): Promise<TokenPosition | undefined> {
  const { order } = direction
  const ends = streams
    .filter(({ sorted }) => !sorted)
    .map((stream) => ({ ...stream, check: undefined }))
    .map((stream) => keysOf(dialect, stream, direction, { range, limit: 1, offset: entries - 1 }))
    .map((keys, i) => concat('SELECT * FROM (', keys, `) AS stream_${i}`))
  if (ends.length === 0) return undefined
  const [nearest] = await run<{ sort_key: number; key_time: number; key_prefix: Uint8Array }>(
    concat(unionAll(ends), `ORDER BY sort_key ${order}, key_time ${order}, key_prefix ${order} LIMIT 1`),
  )
  return (
    nearest &&
    positionOf(direction, {
      sort_key: nearest.sort_key,
      created_at: nearest.key_time,
      id_prefix: nearest.key_prefix,
    })
  )
}
