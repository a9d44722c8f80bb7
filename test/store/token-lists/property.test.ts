import fc from 'fast-check'
import t from 'tap'
import type { Database } from '../../../src/adapters/sql/connect.ts'
import { WALKS, type Walks } from '../../../src/adapters/sql/token-lists/page.ts'
import { makeSqlTokenLists } from '../../../src/adapters/sql/token-lists.ts'
import { makeSqlTransactions } from '../../../src/adapters/sql/transactions.ts'
import type { TokenLists, TokenPosition, TokenQuery } from '../../../src/app/ports/tokens.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'
import { naiveTokenLists } from '../../helpers/fakes/token-lists.ts'
import { DATABASES } from '../databases.ts'
import { NOW, worlds } from './records.ts'

// Each way of reading a list comes to its turn with few rows.
const WAYS: Record<string, Walks> = {
  'as it is': WALKS,
  'by walking little by little': { first: 2, rows: 5, covered: 5, least: 1, gatheredMax: 0 },
  'by gathering': { first: 1, rows: 1, covered: 1, least: 1, gatheredMax: 1_000 },
  'by gathering what is few': { first: 2, rows: 8, covered: 8, least: 2, gatheredMax: 4 },
}

for (const [name, makeDatabase] of DATABASES) {
  for (const [way, walks] of Object.entries(WAYS)) {
    t.test(`pages of ${name}, read ${way}, are the list that anybody would make of all tokens`, async (t) => {
      const database = await makeDatabase(t)
      const lists = makeSqlTokenLists(database, walks)
      const property = fc.asyncProperty(worlds, async ({ records, questions }) => {
        await replaceAll(database, records)
        const naive = naiveTokenLists(() => records)
        for (const { offset: _, ...question } of questions) {
          const query = { ...question, nowMs: NOW }
          const [seen, expected] = [await walked(lists, query), await walked(naive, query)]
          if (!t.strictSame(seen, expected, JSON.stringify(query))) throw new Error('another list')
        }
      })
      await fc.assert(property, { numRuns: 6, endOnFailure: true })
    })
  }

  t.test(`counts, slices and batches of ${name} are those of the same lists`, async (t) => {
    const database = await makeDatabase(t)
    const lists = makeSqlTokenLists(database)
    const property = fc.asyncProperty(worlds, async ({ records, questions }) => {
      await replaceAll(database, records)
      const naive = naiveTokenLists(() => records)
      for (const { filter, offset, limit } of questions) {
        const asked = JSON.stringify({ filter, offset, limit })
        const slice = async (lists: TokenLists) =>
          (await lists.slice(filter, NOW, { offset, limit })).map(({ id }) => id)
        const same =
          t.strictSame(await lists.count(filter, NOW), await naive.count(filter, NOW), asked) &&
          t.equal(await lists.countNow(filter, NOW), await naive.countNow(filter, NOW), asked) &&
          t.strictSame(await slice(lists), await slice(naive), asked) &&
          t.strictSame(await batches(lists, filter, limit), await batches(naive, filter, 1_000), asked)
        if (!same) throw new Error('another list')
      }
    })
    await fc.assert(property, { numRuns: 6, endOnFailure: true })
  })
}

async function replaceAll(database: Database, records: readonly TokenRecord[]): Promise<void> {
  await database.knex('token_words').del()
  await database.knex('tokens').del()
  await makeSqlTransactions(database).change(async ({ tokens }) => {
    for (const record of records) tokens.insert(record)
    // Some are swept and some are not.
    await tokens.lapse(NOW, 3)
  })
}

/** All pages one after the other; each must bring the list forward or end it. */
async function walked(lists: Pick<TokenLists, 'page'>, query: TokenQuery): Promise<string[]> {
  const ids: string[] = []
  let after: TokenPosition | null | undefined
  for (let pages = 0; after !== null; pages++) {
    if (pages > 500) throw new Error('a list without an end')
    const page = await lists.page(after === undefined ? query : { ...query, after })
    if (page.records.length > query.limit) throw new Error('a page that is too long')
    ids.push(...page.records.map(({ id }) => id))
    after = page.next
  }
  return ids
}

async function batches(lists: Pick<TokenLists, 'batch'>, filter: TokenQuery['filter'], limit: number) {
  const ids: string[] = []
  let after: TokenPosition | undefined
  for (;;) {
    const batch = await lists.batch(filter, NOW, { after, limit })
    ids.push(...batch.ids)
    if (batch.next === null) return ids
    after = batch.next
  }
}
