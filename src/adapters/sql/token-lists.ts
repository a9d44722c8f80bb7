import { COUNTED_MAX, type TokenCount, type TokenLists } from '../../app/ports/tokens.ts'
import type { Database } from './connect.ts'
import { countMatches, hasMoreThan } from './token-lists/count.ts'
import { makeKnownCounts } from './token-lists/known-counts.ts'
import { matchingBatch } from './token-lists/matching.ts'
import { readPage, WALKS } from './token-lists/page.ts'
import { type Question, questionOf } from './token-lists/question.ts'
import { runOn } from './token-lists/read.ts'
import { readSlice } from './token-lists/slice.ts'

// Below the 15 s of a request.
const PATIENCE_MS = 14_000

/**
 * Lists of the tokens of a migrated database; `docs/listing.md` says how they are read. Methods reject with the driver's
 * error.
 */
export function makeSqlTokenLists(database: Pick<Database, 'knex' | 'dialect'>, walks = WALKS): TokenLists {
  const { dialect } = database
  const on = { run: runOn(database), dialect }
  const patient = { run: runOn(database, PATIENCE_MS), dialect }
  const known = makeKnownCounts(() => performance.now())

  function count(question: Question): Promise<TokenCount> {
    // The time by which states are told moves on, and what is counted with it.
    const { nowMs: _, ...asked } = question
    return known(
      JSON.stringify(asked, (_, value) => (value instanceof Set ? [...value] : value)),
      {
        count: () => countMatches(patient, question),
        isMany: () => hasMoreThan(on, question, COUNTED_MAX),
      },
    )
  }

  /** Of what is passed over: a bound from below would end it too early. */
  async function sizeOf(question: Question): Promise<number> {
    const { total, exact } = await count(question)
    return exact || total > COUNTED_MAX + 1 ? total : countMatches(patient, question)
  }

  return {
    page: (query) => readPage(on, query, walks),
    count: (filter, nowMs) => count(questionOf(filter, nowMs)),
    countNow: (filter, nowMs) => countMatches(patient, questionOf(filter, nowMs)),
    slice: (filter, nowMs, slice) =>
      readSlice({ ...patient, count: sizeOf }, questionOf(filter, nowMs), slice),
    batch: (filter, nowMs, batch) => matchingBatch(patient, questionOf(filter, nowMs), batch),
  }
}
