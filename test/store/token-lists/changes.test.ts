import t from 'tap'
import { digestOfIds } from '../../../src/adapters/id-digest.ts'
import { makeSqlAuditTrail } from '../../../src/adapters/sql/audit-trail.ts'
import type { Database } from '../../../src/adapters/sql/connect.ts'
import { makeSqlTokenLists } from '../../../src/adapters/sql/token-lists.ts'
import { makeSqlTransactions } from '../../../src/adapters/sql/transactions.ts'
import type { TokenFilter, TokenPosition } from '../../../src/app/ports/tokens.ts'
import { makeRevokeManyTokens } from '../../../src/app/tokens/revoke-many-tokens.ts'
import { type TokenRecord, tokenState } from '../../../src/domain/token-record.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { caller, MANAGER } from '../../helpers/fakes/people.ts'
import { auditRecordOf } from '../../helpers/fakes/transactions.ts'
import { DATABASES } from '../databases.ts'
import { idOf, tokenRecord } from '../records.ts'

const NOW = 1_790_000_000_000
const STATES = ['active', 'expired', 'revoked'] as const

function records(count: number): TokenRecord[] {
  return Array.from({ length: count }, (_, i) =>
    tokenRecord({
      id: idOf(`${i}`),
      createdAt: NOW - 1_000 + Math.floor(i / 4),
      // A few expire each millisecond.
      expiresAt: i % 5 === 0 ? null : NOW + Math.floor(i / 3),
      lastUsedAt: i % 2 === 0 ? null : NOW - 500 + i,
    }),
  )
}

async function insertAll(database: Database, all: readonly TokenRecord[]): Promise<void> {
  await makeSqlTransactions(database).change(({ tokens }) => {
    for (const record of all) tokens.insert(record)
  })
}

function bulkRevoke(database: Database, nowMs = NOW) {
  return makeRevokeManyTokens({
    lists: makeSqlTokenLists(database),
    transactions: makeSqlTransactions(database),
    lookup: { refuse: async () => undefined, forgetAll() {} },
    requirePrivilege: async () => undefined,
    auditRecordOf,
    digestOfIds,
    clock: fakeClock(nowMs),
    workMsMax: 3_000,
  })
}

for (const [name, makeDatabase] of DATABASES) {
  t.test(
    `while tokens expire, are swept and revoked, ${name} lists none twice and leaves out none`,
    async (t) => {
      for (const sort of ['created', 'expires', 'lastUsed'] as const) {
        const database = await makeDatabase(t)
        const { change } = makeSqlTransactions(database)
        const lists = makeSqlTokenLists(database)
        const all = records(120)
        await insertAll(database, all)
        const now = new Map(all.map((record) => [record.id, record]))
        const seen: Record<string, string[]> = { active: [], expired: [], revoked: [], any: [] }
        const always = new Map(all.map((record) => [record.id, tokenState(record, NOW)]))
        const positions: Record<string, TokenPosition | null | undefined> = {}
        for (let step = 0; Object.keys(seen).some((list) => positions[list] !== null); step++) {
          const nowMs = NOW + step * 3
          // Whatever is in one state from the first page to the last belongs into its list.
          for (const record of now.values())
            if (always.get(record.id) !== tokenState(record, nowMs)) always.delete(record.id)
          for (const list of Object.keys(seen)) {
            const after = positions[list]
            if (after === null) continue
            const filter: TokenFilter = list === 'any' ? {} : { states: [list as (typeof STATES)[number]] }
            const query = { filter, sort, order: 'asc', limit: 7, nowMs } as const
            const page = await lists.page(after === undefined ? query : { ...query, after })
            seen[list]?.push(...page.records.map(({ id }) => id))
            positions[list] = page.next
          }
          const victim = all[(step * 37) % all.length]
          await change(async ({ tokens }) => {
            await tokens.lapse(nowMs, 4)
            if (victim && (await tokens.revoke(victim.id, nowMs)))
              now.set(victim.id, { ...victim, revokedAt: nowMs })
          })
        }
        for (const [list, ids] of Object.entries(seen)) {
          t.equal(new Set(ids).size, ids.length, `${list} by ${sort}`)
          const missed = all.filter(
            ({ id }) => !ids.includes(id) && (list === 'any' || always.get(id) === list),
          )
          t.strictSame(missed, [], `${list} by ${sort}`)
        }
        t.equal(seen.any?.length, all.length)
      }
    },
  )

  t.test(`a bulk revoke on ${name} is whole, with one record, or none of it happens`, async (t) => {
    const database = await makeDatabase(t)
    // More than a statement takes.
    const all = records(6_000)
    await insertAll(database, all)
    const lists = makeSqlTokenLists(database)
    const { any } = bulkRevoke(database)
    const unrevoked = () => lists.countNow({ states: ['active', 'expired'] }, NOW)
    await database.knex.schema.renameTable('audit', 'audit_away')
    await t.rejects(any(caller(MANAGER), { all: true }), /audit/)
    t.equal(await unrevoked(), 6_000)
    await database.knex.schema.renameTable('audit_away', 'audit')
    t.match(await any(caller(MANAGER), { all: true }), { count: 6_000, complete: true })
    t.equal(await unrevoked(), 0)
    const { entries } = await makeSqlAuditTrail(database).page({ filter: {}, limit: 10 })
    const digest = digestOfIds(all.map(({ id }) => id))
    t.strictSame(
      entries.map(({ record }) => record.details),
      [{ filter: { states: ['active', 'expired'] }, count: 6_000, digest }],
    )
  })

  t.test(`a total beyond ten thousand on ${name} follows what is made and revoked`, async (t) => {
    const database = await makeDatabase(t)
    const all = records(10_050)
    await insertAll(database, all)
    const lists = makeSqlTokenLists(database)
    const unrevoked = { states: ['active', 'expired'] } as const
    t.strictSame(await lists.count(unrevoked, NOW), { total: 10_050, exact: true })
    await makeSqlTransactions(database).change(async ({ tokens }) => {
      tokens.insert(tokenRecord({ id: idOf('one more') }))
      for (const { id } of all.slice(0, 20)) await tokens.revoke(id, NOW)
    })
    const begun = performance.now()
    let total = 0
    while (total !== 10_031 && performance.now() - begun < 10_000)
      total = (await lists.count(unrevoked, NOW)).total
    t.equal(total, 10_031)
    await bulkRevoke(database).any(caller(MANAGER), { all: true })
    t.match(await lists.count({ states: ['revoked'] }, NOW), { total: 10_051 })
  })

  t.test(`several who revoke the same tokens of ${name} at once revoke each once`, async (t) => {
    const database = await makeDatabase(t)
    const all = records(900)
    await insertAll(database, all)
    const lists = makeSqlTokenLists(database)
    const states = { states: ['active', 'expired'] as const }
    t.equal(await lists.countNow(states, NOW), 900)
    const requests = [
      { expiresBefore: NOW + 100 },
      { lastUsedAfter: NOW },
      { ownerUrn: all[0]?.ownerUrn ?? '' },
      { state: 'active' },
      { name: 'night' },
      { all: true },
    ] as const
    // Each at a time of its own, so that the store says which of them revoked a token.
    const answers = await Promise.all(
      requests.map((request, i) => bulkRevoke(database, NOW + i).any(caller(MANAGER), request)),
    )
    t.equal(await lists.countNow(states, NOW), 0)
    const rows = await database.knex('tokens').select('id', 'revoked_at')
    const shares = requests.map((_, i) =>
      rows
        .filter(({ revoked_at }) => Number(revoked_at) === NOW + i)
        .map(({ id }) => Buffer.from(id).toString('base64')),
    )
    t.equal(shares.flat().length, 900)
    t.strictSame(
      answers.map(({ count }) => count),
      shares.map(({ length }) => length),
    )
    const { entries } = await makeSqlAuditTrail(database).page({ filter: {}, limit: 10 })
    const recorded = entries.map(({ record: { details } }) => `${details.count} ${details.digest}`)
    const expected = shares
      .filter(({ length }) => length > 0)
      .map((ids) => `${ids.length} ${digestOfIds(ids)}`)
    t.strictSame(recorded.sort(), expected.sort())
  })

  t.test(`a sweep of ${name} takes what expired, once, and the rest another time`, async (t) => {
    const database = await makeDatabase(t)
    const { change } = makeSqlTransactions(database)
    const expiring = [NOW - 2, NOW - 1, NOW, NOW + 1, null]
    await insertAll(
      database,
      expiring.map((expiresAt, i) => tokenRecord({ id: idOf(`${i}`), expiresAt })),
    )
    await insertAll(database, [tokenRecord({ id: idOf('revoked'), expiresAt: NOW - 5, revokedAt: NOW - 6 })])
    const lapse = (untilMs: number, limit: number) => change(({ tokens }) => tokens.lapse(untilMs, limit))
    t.equal(await lapse(NOW, 2), 2)
    t.equal(await lapse(NOW, 2), 1)
    t.equal(await lapse(NOW, 2), 0)
    t.equal(await lapse(NOW + 1, 2), 1)
    const phases = await database.knex('tokens').orderBy('phase').pluck('phase')
    t.strictSame(phases.map(Number), [0, 1, 1, 1, 1, 2])
  })
}
