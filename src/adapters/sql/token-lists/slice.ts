import type { Dialect } from '../../../../db/migration.ts'
import { COUNTED_MAX } from '../../../app/ports/tokens.ts'
import type { TokenRecord } from '../../../domain/token-record.ts'
import { type Cut, overlap } from './cut.ts'
import { concat, sql } from './fragment.ts'
import { NEVER_EXPIRES, type Question } from './question.ts'
import { type Direction, type Found, type Run, readStreams, rowsByKey } from './read.ts'
import { countingSource } from './sources.ts'
import { leftOver, type Stream, streamsOf } from './streams.ts'

export interface Slice {
  offset: number
  limit: number
}

interface On {
  run: Run
  dialect: Dialect
  /** How many tokens match. */
  count(question: Question): Promise<number>
}

const DOWN: Direction = { sort: 'expires', order: 'desc' }
const UP: Direction = { sort: 'expires', order: 'asc' }

/**
 * Some tokens of DataHub's own list: the latest expiry first, then those that never expire. Entries of one index are
 * passed over from the nearer end of these two parts; where a filter has no such index, all matches are sorted.
 */
export async function readSlice(on: On, question: Question, slice: Slice): Promise<TokenRecord[]> {
  const [stream, ...more] = streamsOf(question, 'expires')
  const listed =
    stream === undefined || more.length > 0 || leftOver(question, 'expires').length > 0
      ? await sortAll(on, question, slice)
      : await passOver(on, question, stream, slice)
  return listed.map(({ record }) => record)
}

async function passOver(
  on: On,
  question: Question,
  stream: Stream,
  { offset, limit }: Slice,
): Promise<Found[]> {
  const atNever: Cut = { at: [NEVER_EXPIRES], side: 'before' }
  const ending = { ...stream, range: overlap(stream.range, { upper: atNever }) }
  const never = { ...stream, range: overlap(stream.range, { lower: atNever }) }
  // Most slices are near the top: they need no counts.
  if (offset <= COUNTED_MAX) {
    const found = await readStreams(on, [ending], DOWN, { offset, limit })
    if (found.length === limit) return found
  }
  const { from, to } = question.expires ?? {}
  const count = await on.count({
    ...question,
    expires: { from, to: Math.min(to ?? NEVER_EXPIRES, NEVER_EXPIRES) },
  })
  const top = await readPart(on, ending, count, {
    offset,
    limit: Math.min(limit, Math.max(count - offset, 0)),
  })
  if (top.length === limit || (to ?? NEVER_EXPIRES + 1) <= NEVER_EXPIRES) return top
  const rest = { offset: Math.max(offset - count, 0), limit: limit - top.length }
  const neverCount =
    rest.offset <= COUNTED_MAX
      ? undefined
      : await on.count({ ...question, expires: { from: NEVER_EXPIRES, to } })
  return [...top, ...(await readPart(on, never, neverCount, rest))]
}

/** A slice of one part, from its nearer end where its size is known. */
async function readPart(
  on: On,
  stream: Stream,
  size: number | undefined,
  { offset, limit }: Slice,
): Promise<Found[]> {
  if (limit === 0) return []
  if (size === undefined || offset <= size / 2) return readStreams(on, [stream], DOWN, { offset, limit })
  const fromEnd = size - offset - limit
  const found = await readStreams(on, [stream], UP, {
    offset: Math.max(fromEnd, 0),
    limit: Math.min(limit, size - offset),
  })
  return found.reverse()
}

async function sortAll({ run, dialect }: On, question: Question, { offset, limit }: Slice): Promise<Found[]> {
  const { from, where } = countingSource(dialect, question)
  const keys = concat(
    `SELECT CASE expires_key WHEN ${NEVER_EXPIRES} THEN -1 ELSE expires_key END AS sort_key,
      created_at AS key_time, id_prefix AS key_prefix FROM`,
    from,
    'WHERE',
    where,
    'ORDER BY sort_key DESC, key_time DESC, key_prefix DESC',
    sql('LIMIT ? OFFSET ?', limit, offset),
  )
  return rowsByKey(run, keys, DOWN)
}
