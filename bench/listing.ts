import { migrate } from '../db/migrate.ts'
import { digestOfIds } from '../src/adapters/id-digest.ts'
import { type Database, openDatabase } from '../src/adapters/sql/connect.ts'
import { makeSqlTokenLists } from '../src/adapters/sql/token-lists.ts'
import { makeSqlTransactions } from '../src/adapters/sql/transactions.ts'
import { systemClock } from '../src/adapters/system-clock.ts'
import type { TokenFilter, TokenLists, TokenPosition, TokenQuery } from '../src/app/ports/tokens.ts'
import { makeRevokeManyTokens } from '../src/app/tokens/revoke-many-tokens.ts'
import { parseDatabaseUrl } from '../src/config/database-url.ts'
import { Secret } from '../src/domain/secret.ts'
import { caller, MANAGER } from '../test/helpers/fakes/people.ts'
import { auditRecordOf } from '../test/helpers/fakes/transactions.ts'
import { startMysql } from '../test/helpers/servers/mysql-server.ts'
import { runSql } from '../test/helpers/servers/run-sql.ts'
import { OFFSETS, PAIRS, SINGLES, TEN_SINGLES } from './lib/listing-filters.ts'
import { bytesPerToken, fill, type States, tokenOf } from './lib/million.ts'

const TOKENS = 1_000_000

const LIMIT = 100

// First pages, and pages from anywhere inside, each read once: the 99th percentile is the third slowest of them.
const FIRST = 20
const INSIDE = 180

const PAGE_MS_MAX = 20
const OFFSET_MS_MAX = 200

/**
 * Lists of a million tokens on a MariaDB with 2 GB of buffers: pages by cursor with each filter, each named pair, each
 * sort and direction; totals; and slices by offset. Prints a line each, with PASS or FAIL where something was asked for.
 */
export async function benchListing(): Promise<void> {
  const server = await startMysql()
  // What a server for a million tokens has; the tests' own have 128 MB.
  await runSql(server.url, 'SET GLOBAL innodb_buffer_pool_size = 2147483648')
  const nowMs = Date.now()
  say('| list | sort | p50 ms | p99 ms | max ms | short pages | |\n|---|---|---|---|---|---|---|')
  await onMillion(server.url, nowMs, 'usual', async (lists, database) => {
    for (const [name, filter] of [...SINGLES(nowMs), ...PAIRS(nowMs)]) await pages(lists, nowMs, name, filter)
    await totalsAndOffsets(lists, nowMs)
    say(`bytes of a token: ${JSON.stringify(await bytesPerToken(database, TOKENS))}`)
    await bulkRevokes(database, lists)
  })
  await onMillion(server.url, nowMs, 'ten', async (lists) => {
    for (const [name, filter] of TEN_SINGLES(nowMs)) await pages(lists, nowMs, name, filter, 'ten')
  })
  await server.close()
}

async function onMillion(
  url: string,
  nowMs: number,
  states: States,
  work: (lists: TokenLists, database: Database) => Promise<void>,
): Promise<void> {
  await runSql(url, `CREATE DATABASE bench_listing_${states}`)
  const own = new URL(url)
  own.pathname = `bench_listing_${states}`
  const database = await openDatabase(parseDatabaseUrl(new Secret(own.href)))
  const begun = performance.now()
  await migrate(database)
  await fill(database, TOKENS, nowMs, states)
  say(`built ${TOKENS} tokens (states: ${states}) in ${Math.round((performance.now() - begun) / 1_000)} s`)
  await work(makeSqlTokenLists(database), database)
  await database.close()
  await runSql(url, `DROP DATABASE bench_listing_${states}`)
}

async function pages(
  lists: TokenLists,
  nowMs: number,
  name: string,
  filter: TokenFilter,
  states: States = 'usual',
): Promise<void> {
  for (const sort of ['created', 'expires', 'lastUsed'] as const) {
    for (const order of ['desc', 'asc'] as const) {
      const query: TokenQuery = { filter, sort, order, limit: LIMIT, nowMs }
      let short = 0
      const times: number[] = []
      for (let i = 0; i < FIRST + INSIDE; i++) {
        const after = i < FIRST ? undefined : somewhere(i, sort, nowMs, states)
        const [page, ms] = await timed(() => lists.page(after === undefined ? query : { ...query, after }))
        times.push(ms)
        if (page.records.length < LIMIT && page.next !== null) short++
      }
      line(name, `${sort} ${order}`, times, PAGE_MS_MAX, `${short} of ${times.length}`)
    }
  }
}

async function timed<T>(read: () => Promise<T>): Promise<[T, number]> {
  const begun = performance.now()
  const given = await read()
  return [given, performance.now() - begun]
}

/** The position of some token, whether it matches or not. */
function somewhere(i: number, sort: TokenQuery['sort'], nowMs: number, states: States): TokenPosition {
  const record = tokenOf(Math.floor(((i * 0.618_034) % 1) * TOKENS), TOKENS, nowMs, states)
  const tie = Buffer.from(record.id, 'base64').subarray(0, 8).toString('base64url')
  if (sort === 'created') return [record.createdAt, tie]
  const key = sort === 'expires' ? (record.expiresAt ?? Number.MAX_SAFE_INTEGER) : (record.lastUsedAt ?? -1)
  return [key, record.createdAt, tie]
}

async function totalsAndOffsets(lists: TokenLists, nowMs: number): Promise<void> {
  for (const [name, filter] of OFFSETS(nowMs)) {
    const { total } = await lists.count(filter, nowMs)
    const counted: number[] = []
    for (let i = 0; i < 5; i++) counted.push((await timed(() => lists.countNow(filter, nowMs)))[1])
    line(name, `total ${total}, counted`, counted)
    const times: number[] = []
    for (let i = 0; i < 30; i++) {
      const offset = 10_000 + Math.floor(((i * 0.618_034) % 1) * Math.max(total - 10_020, 0))
      // As the GraphQL list does: both are asked for.
      const both = async () => {
        await lists.count(filter, nowMs)
        await lists.slice(filter, nowMs, { offset, limit: 20 })
      }
      times.push((await timed(both))[1])
    }
    line(name, 'total, and offsets from 10,000 on', times, OFFSET_MS_MAX)
  }
}

/** Requests for everything, one after another, until all is revoked. */
async function bulkRevokes(database: Database, lists: TokenLists): Promise<void> {
  const { any } = makeRevokeManyTokens({
    lists,
    transactions: makeSqlTransactions(database),
    lookup: { refuse: async () => undefined, forgetAll() {} },
    requirePrivilege: async () => undefined,
    auditRecordOf,
    digestOfIds,
    clock: systemClock,
    workMsMax: 3_000,
  })
  let complete = false
  const [counts, times]: [number[], number[]] = [[], []]
  while (!complete) {
    const [answer, ms] = await timed(() => any(caller(MANAGER), { all: true }))
    counts.push(answer.count)
    times.push(ms)
    complete = answer.complete
  }
  line('bulk revoke', `of ${sum(counts)}, ${Math.round((sum(counts) / sum(times)) * 1_000)}/s`, times)
}

const sum = (numbers: readonly number[]) => numbers.reduce((a, b) => a + b, 0)

function line(name: string, what: string, times: readonly number[], msMax?: number, more = ''): void {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number) => sorted[Math.max(Math.ceil(sorted.length * share) - 1, 0)] ?? 0
  const verdict = msMax === undefined ? '' : at(0.99) <= msMax ? 'PASS' : 'FAIL'
  const figures = [at(0.5), at(0.99), at(1)].map((ms) => ms.toFixed(1)).join(' | ')
  say(`| ${name} | ${what} | ${figures} | ${more} | ${verdict} |`)
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}
