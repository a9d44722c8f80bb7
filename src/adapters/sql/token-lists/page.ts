import type { Dialect } from '../../../../db/migration.ts'
import type { TokenPage, TokenPosition, TokenQuery } from '../../../app/ports/tokens.ts'
import type { TokenRecord } from '../../../domain/token-record.ts'
import { within } from './cut.ts'
import { all, concat, type Fragment, sql, unionAll } from './fragment.ts'
import { type Question, questionOf } from './question.ts'
import {
  beyondPosition,
  type Direction,
  type Found,
  type Run,
  reachOf,
  readStreams,
  rowsByKey,
  upToPosition,
} from './read.ts'
import { type Source, sourcesOf } from './sources.ts'
import { AXES, leftOver, type Stream, streamsOf, tableByTime, wholeTable } from './streams.ts'

interface On {
  run: Run
  dialect: Dialect
}

/** How far walks go; small in tests, so that few rows show what many do. */
export interface Walks {
  /** Entries of a first look, which is enough where many of them match. */
  first: number
  /** Entries that a page is looked for in at the most: where each leads to its row; */
  rows: number
  /** and where the index, or the table in its own order, says all that is asked. */
  covered: number
  /** Fewest entries of one stream among many. */
  least: number
  /** Stands for what a source says of itself. */
  gatheredMax?: number
}

// By what entries cost (sources.ts) some 4 ms each.
export const WALKS: Walks = { first: 1_000, rows: 3_000, covered: 10_000, least: 50 }

// A walk that was estimated wrong twice goes to its bound.
const STEPS_MAX = 3

/**
 * One page. Where an index has the matches in the order of the list, they are read off. Else the list is walked, a
 * little way first, which tells how many of its entries match. Where these are too few to fill the page, the shortest
 * other way to all matches is taken if there is a short one, and their first ones are picked; and else the walk goes on,
 * to its bound.
 */
export async function readPage(on: On, query: TokenQuery, walks: Walks): Promise<TokenPage> {
  const { limit, sort, order } = query
  const question = questionOf(query.filter, query.nowMs)
  const direction = { sort, order }
  const streams = streamsOf(question, sort)
  const tested = leftOver(question, sort)
  if (tested.length === 0) {
    const range = beyondPosition(direction, query.after)
    return pageOf(await readStreams(on, streams, direction, { range, limit: limit + 1 }), limit)
  }

  const found: Found[] = []
  const bound = isCovered(question, sort) ? walks.covered : walks.rows
  let { after } = query
  let ways: Ways = { passed: streams, read: streams }
  let [entries, walked] = [walks.first, 0]
  for (let step = 1; ; step++) {
    const missing = limit - found.length
    const part = await walk(on, ways, direction, { after, tested, limit: missing, entries, walks })
    found.push(...part.found)
    if (part.reached === undefined || found.length > limit) return pageOf(found, limit)
    after = part.reached
    walked += entries
    const left = bound - walked
    if (left <= 0 || found.length === limit) return { records: recordsOf(found), next: after }
    const expected =
      found.length === 0 ? left : Math.ceil(((limit - found.length) * walked * 2) / found.length)
    if (step === 1 && expected >= left) {
      const source = await shortest(on, sourcesOf(on.dialect, question, sort), walks)
      if (source !== undefined) return pageOf(await gather(on, source, direction, query), limit)
    }
    ways = farWays(question, sort, streams)
    entries = step === STEPS_MAX - 1 ? left : Math.min(Math.max(expected, walks.first), left)
  }
}

function recordsOf(found: readonly Found[]): TokenRecord[] {
  return found.map(({ record }) => record)
}

function pageOf(found: readonly Found[], limit: number): TokenPage {
  return {
    records: recordsOf(found.slice(0, limit)),
    next: found.length > limit ? (found[limit - 1]?.position ?? null) : null,
  }
}

interface WalkOptions {
  after: TokenPosition | undefined
  tested: readonly Fragment[]
  limit: number
  entries: number
  walks: Walks
}

interface Walked {
  /** One more than `limit` at the most. */
  found: Found[]
  /** Up to where everything was looked at; `undefined`: to the end. */
  reached: TokenPosition | undefined
}

/** What tells how far a walk goes, and what it looks at up to there. */
interface Ways {
  passed: readonly Stream[]
  read: readonly Stream[]
}

async function walk(
  on: On,
  { passed, read }: Ways,
  direction: Direction,
  { after, tested, limit, entries, walks }: WalkOptions,
): Promise<Walked> {
  const range = beyondPosition(direction, after)
  // The walk ends where the first stream has so many. Where all go at one pace, that is half as many again in all, and
  // where one goes alone, half as many.
  const each = Math.max(walks.least, Math.floor((entries * 2) / (passed.length + 1)))
  const reached = await reachOf(on, passed, direction, { range, entries: each })
  const looked = reached === undefined ? range : { ...range, ...upToPosition(direction, reached) }
  return {
    found: await readStreams(on, read, direction, { range: looked, tested, limit: limit + 1 }),
    reached,
  }
}

/** The table in its own order has all columns at hand, so that it is better walked whole than one state by its index. */
function farWays(question: Question, sort: Direction['sort'], streams: Stream[]): Ways {
  if (sort !== 'created' || question.lead !== undefined) return { passed: streams, read: streams }
  return { passed: tableByTime(question), read: [wholeTable(question)] }
}

function isCovered(question: Question, sort: Direction['sort']): boolean {
  const { lead, words, rest, created } = question
  if (sort === 'created') return lead === undefined
  return sort === 'lastUsed' && words === undefined && rest.length === 0 && created === undefined
}

/** The first source that is short enough to be read whole. */
async function shortest({ run }: On, sources: readonly Source[], walks: Walks): Promise<Source | undefined> {
  if (sources.length === 0) return undefined
  const probes = sources.map(({ entered, entriesMax }, i) =>
    concat(
      `SELECT * FROM (SELECT ${i} AS too_long`,
      entered,
      sql('LIMIT 1 OFFSET ?', walks.gatheredMax ?? entriesMax),
      `) AS probe_${i}`,
    ),
  )
  const long = await run<{ too_long: number }>(unionAll(probes))
  return sources.find((_, i) => !long.some((probe) => probe.too_long === i))
}

async function gather(
  on: On,
  { from, where }: Source,
  direction: Direction,
  query: TokenQuery,
): Promise<Found[]> {
  const columns = AXES[direction.sort]
  const range = within(on.dialect, columns, beyondPosition(direction, query.after))
  const keys = concat(
    `SELECT ${columns[0]} AS sort_key, created_at AS key_time, id_prefix AS key_prefix FROM`,
    from,
    'WHERE',
    all([where, ...range]),
    `ORDER BY ${columns.map((column) => `${column} ${direction.order}`).join(', ')}`,
    sql('LIMIT ?', query.limit + 1),
  )
  return rowsByKey(on.run, keys, direction)
}
