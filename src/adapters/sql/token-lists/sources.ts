import type { Dialect } from '../../../../db/migration.ts'
import type { TokenSort } from '../../../app/ports/tokens.ts'
import { all, concat, type Fragment, sql } from './fragment.ts'
import { leadIs, matches, type Question, spanIs, stateByExpiry, usedIs } from './question.ts'
import { indexFor, TABLE } from './streams.ts'

/**
 * One way to come to all rows that match: through what holds all that one condition of the filter allows, in whatever
 * order.
 */
export interface Source {
  from: Fragment
  /** What is read is bounded by this. */
  entered: Fragment
  /** The whole filter. */
  where: Fragment
  /** How many of what is read make some 4 ms. */
  entriesMax: number
}

// Measured on MariaDB 10.11: an index entry costs 0.2 µs, with a sort 0.4, and 1.3 to 2 where it leads to the row.
const COVERED_ENTRIES_MAX = 8_000
const ROWS_MAX = 2_500

export function tableFrom(dialect: Dialect, index: string): Fragment {
  if (dialect === 'mysql') return sql(`tokens FORCE INDEX (${index})`)
  return sql(index === TABLE ? 'tokens NOT INDEXED' : `tokens INDEXED BY ${index}`)
}

/** The ways that may be shorter than a walk in the order of the sort, the cheapest entries first. */
export function sourcesOf(dialect: Dialect, question: Question, sort: TokenSort): Source[] {
  const covered = question.words === undefined && question.rest.length === 0 && question.created === undefined
  const sources: Source[] = []
  if (question.used !== undefined && sort !== 'lastUsed')
    sources.push(byUse(dialect, question, covered ? COVERED_ENTRIES_MAX : ROWS_MAX))
  if (question.expires !== undefined && sort !== 'expires') {
    const enough = covered && sort === 'created' && question.used === undefined
    sources.push(byExpiry(dialect, question, enough ? COVERED_ENTRIES_MAX : ROWS_MAX))
  }
  if (question.created !== undefined && sort !== 'created') sources.push(byTime(dialect, question, ROWS_MAX))
  if (question.words?.length) sources.push(byWord(question, ROWS_MAX))
  return sources
}

/** The way that counting takes. */
export function countingSource(dialect: Dialect, question: Question): Source {
  if (question.words?.length) return byWord(question, ROWS_MAX)
  if (question.used !== undefined) return byUse(dialect, question, COVERED_ENTRIES_MAX)
  // What no index helps with is tested fastest on the table in its own order.
  const plain = question.lead === undefined && question.rest.length > 0
  if (plain || question.created !== undefined) return byTime(dialect, question, ROWS_MAX)
  return byExpiry(dialect, question, COVERED_ENTRIES_MAX)
}

function byUse(dialect: Dialect, question: Question, entriesMax: number): Source {
  const entered = all([...leadIs(question), sql('phase IN (0, 1, 2)'), ...usedIs(question)])
  return source(tableFrom(dialect, indexFor(question, 'lastUsed')), entered, matches(question), entriesMax)
}

function byExpiry(dialect: Dialect, question: Question, entriesMax: number): Source {
  const states = stateByExpiry(question)
  const entered = all([
    ...leadIs(question),
    ...(states.length > 0 ? states : [sql('revoked IN (0, 1)')]),
    ...spanIs('expires_key', question.expires),
  ])
  const where = matches(question, stateByExpiry)
  return source(tableFrom(dialect, indexFor(question, 'expires')), entered, where, entriesMax)
}

function byTime(dialect: Dialect, question: Question, entriesMax: number): Source {
  const byLead = question.lead !== undefined
  const entered = all([
    ...leadIs(question),
    ...(byLead ? [sql('phase IN (0, 1, 2)')] : []),
    ...spanIs('created_at', question.created),
  ])
  const index = byLead ? indexFor(question, 'created') : TABLE
  return source(tableFrom(dialect, index), entered, matches(question), entriesMax)
}

/** Through the longest word that is asked for, which fewest words begin with. */
function byWord(question: Question, entriesMax: number): Source {
  const entered = wordsFrom(question.words?.[0] ?? '')
  const from = concat(
    '(SELECT DISTINCT created_at AS word_time, id_prefix AS word_prefix FROM token_words WHERE',
    entered,
    ') AS named CROSS JOIN tokens ON created_at = word_time AND id_prefix = word_prefix',
  )
  return { from, entered: concat('FROM token_words WHERE', entered), where: matches(question), entriesMax }
}

/** Words that begin so, as bytes: 0xff is in no UTF-8. */
function wordsFrom(beginning: string): Fragment {
  const first = Buffer.from(beginning)
  return sql('word >= ? AND word < ?', first, Buffer.concat([first, Buffer.of(0xff)]))
}

function source(from: Fragment, entered: Fragment, where: Fragment, entriesMax: number): Source {
  return {
    from,
    entered: concat('FROM', from, 'WHERE', entered),
    where: all([entered, where]),
    entriesMax,
  }
}
