import { createHash } from 'node:crypto'
import type { Knex } from 'knex'
import type { Database } from '../../src/adapters/sql/connect.ts'
import { toTokenRow, toWordRows } from '../../src/adapters/sql/token-row.ts'
import type { TokenRecord } from '../../src/domain/token-record.ts'

const DAY = 86_400_000

/** Tokens are spread over three years up to now. */
const SPAN = 3 * 365 * DAY

export const BIG_OWNER = 'urn:li:corpuser:service_ci-runner'
export const LATE_OWNER = 'urn:li:corpuser:late.comer@example.com'
export const SMALL_OWNER = 'urn:li:corpuser:user.7@example.com'

const LIFETIMES = [1, 7, 30, 90, 365, null, 365, 30, 90, 7]

const WORDS = [
  'nightly',
  'deploy',
  'airflow',
  'dbt',
  'spark',
  'looker',
  'sync',
  'test',
  'prod',
  'staging',
  'team',
  'backfill',
  'metrics',
  'lineage',
  'glue',
  'kafka',
]

/** How states are distributed: as one would expect, or with ten tokens in two of them. */
export type States = 'usual' | 'ten'

/**
 * A token of `count`: half are of one owner; of the newest 50,000 every second is of another, who has no older ones; the
 * rest are of 2,000 users. A fifth stands for 50 service accounts. Half of the names begin with the same letters, and
 * each of these differently after. Three in ten were never used, one in ten never expires.
 */
export function tokenOf(i: number, count: number, nowMs: number, states: States): TokenRecord {
  const hash = createHash('sha256').update(`token ${i}`).digest()
  const chance = (at: number) => hash.readUInt16LE(at) / 65_536
  const createdAt = Math.floor(nowMs - SPAN + (i * SPAN) / count)
  const user = `urn:li:corpuser:user.${Math.floor(chance(0) * 2_000)}@example.com`
  const late = i > count - count / 20 && i % 2 === 1
  const ownerUrn = late ? LATE_OWNER : chance(2) < 0.5 ? BIG_OWNER : user
  const service = `urn:li:corpuser:service_${Math.floor(chance(4) * 50)}`
  const lifetime = states === 'usual' ? LIFETIMES[Math.floor(chance(6) * LIFETIMES.length)] : 4 * 365
  const few = states === 'ten' && i % (count / 10) === 7
  const lasting = lifetime === null || lifetime === undefined ? null : createdAt + lifetime * DAY
  const expiresAt = few ? createdAt + 1 : lasting
  const end = Math.min(nowMs, expiresAt ?? nowMs)
  const revoked = states === 'usual' ? chance(8) < 0.15 : i % (count / 10) === 11
  const word = (at: number) => WORDS[Math.floor(chance(at) * WORDS.length)]
  return {
    id: createHash('sha256').update(hash).digest('base64'),
    name: chance(10) < 0.5 ? `ingest${i}` : `${word(12)} ${word(14)}-${i % 1_000}`,
    description: null,
    type: 'PERSONAL',
    actorUrn: chance(16) < 0.2 ? service : ownerUrn,
    ownerUrn,
    keyId: 'env',
    createdAt,
    expiresAt,
    lastUsedAt: chance(18) < 0.3 ? null : Math.floor(end - (end - createdAt) * chance(20) * chance(22)),
    revokedAt: revoked ? end : null,
  }
}

/** Fills a migrated MySQL database; its indexes are dropped meanwhile and made from sorted rows at the end. */
export async function fill({ knex }: Database, count: number, nowMs: number, states: States): Promise<void> {
  const indexes = await secondaryIndexes(knex)
  await alter(
    knex,
    indexes.map(({ name }) => `DROP INDEX ${name}`),
  )
  const words: { word: Buffer; created_at: number; id_prefix: Buffer }[] = []
  for (let from = 0; from < count; from += 5_000) {
    const records = Array.from({ length: Math.min(5_000, count - from) }, (_, i) =>
      tokenOf(from + i, count, nowMs, states),
    )
    await insert(
      knex,
      'tokens',
      records.map((record) => ({
        ...toTokenRow(record),
        lapsed: record.expiresAt !== null && record.expiresAt <= nowMs ? 1 : 0,
      })),
    )
    words.push(...(records.flatMap(toWordRows) as typeof words))
  }
  words.sort((a, b) => Buffer.compare(a.word, b.word) || a.created_at - b.created_at)
  for (let from = 0; from < words.length; from += 10_000)
    await insert(knex, 'token_words', words.slice(from, from + 10_000))
  await alter(
    knex,
    indexes.map(({ definition }) => `ADD ${definition}`),
  )
  await knex.raw('ANALYZE TABLE tokens, token_words').options({ timeout: 0 })
}

async function insert(knex: Knex, table: string, rows: readonly object[]): Promise<void> {
  await knex(table)
    .insert(rows as never)
    .options({ timeout: 0 })
}

async function alter(knex: Knex, changes: readonly string[]): Promise<void> {
  await knex.raw(`ALTER TABLE tokens ${changes.join(', ')}`).options({ timeout: 0 })
}

async function secondaryIndexes(knex: Knex): Promise<{ name: string; definition: string }[]> {
  const [[table] = []] = await knex.raw<Record<string, string>[][]>('SHOW CREATE TABLE tokens')
  const lines = (table?.['Create Table'] ?? '').split('\n').map((line) => line.trim().replace(/,$/, ''))
  return lines
    .filter((line) => /^(UNIQUE )?KEY /.test(line))
    .map((definition) => ({ definition, name: /`(\w+)`/.exec(definition)?.[1] ?? '' }))
}

/** Bytes of the tables and their indexes for each token, as the server tells. */
export async function bytesPerToken({ knex }: Database, count: number): Promise<Record<string, number>> {
  const [rows = []] = await knex.raw<{ table_name: string; index_name: string; pages: number }[][]>(
    `SELECT table_name, index_name, stat_value AS pages FROM mysql.innodb_index_stats
      WHERE database_name = DATABASE() AND stat_name = 'size' AND table_name IN ('tokens', 'token_words')`,
  )
  return Object.fromEntries(
    rows.map(({ table_name, index_name, pages }) => [
      index_name === 'PRIMARY' ? table_name : index_name,
      Math.round((Number(pages) * 16_384) / count),
    ]),
  )
}
