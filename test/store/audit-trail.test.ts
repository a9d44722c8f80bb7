import fc from 'fast-check'
import t from 'tap'
import { makeSqlAuditTrail } from '../../src/adapters/sql/audit-trail.ts'
import type { Database } from '../../src/adapters/sql/connect.ts'
import type { AuditFilter, AuditPosition, AuditRecord, AuditTrailStore } from '../../src/app/ports/audit.ts'
import { ALICE, BOB } from '../helpers/fakes/people.ts'
import { auditing, auditRecord, count } from './auditing.ts'
import { DATABASES } from './databases.ts'

const RECORDS = 120
const SUBJECTS = ['urn:li:corpuser:x', 'urn:li:corpuser:x ', 'urn:li:corpGroup:g']
const ADDRESSES = ['192.0.2.1', '2001:db8::1']

/** Records in which every pair of values meets, some of the same millisecond. */
const trail: AuditRecord[] = count(RECORDS).map((n) =>
  auditRecord(n, {
    at: 1_790_000_000_000 + Math.floor(n / 3),
    action: n % 5 === 0 ? 'session.refuse' : 'token.create',
    outcome: n % 5 === 0 ? 'refused' : 'done',
    actorUrn: [ALICE, BOB, null][n % 3] ?? null,
    subject: SUBJECTS[n % 4] ?? null,
    address: ADDRESSES[n % 7] ?? null,
  }),
)

const filters = fc.record<AuditFilter>(
  {
    subject: fc.constantFrom(...SUBJECTS),
    actorUrn: fc.constantFrom(ALICE, BOB, 'urn:li:corpuser:nobody'),
    address: fc.constantFrom(...ADDRESSES),
    action: fc.constantFrom('session.refuse', 'token.create', 'user.remove'),
    outcome: fc.constantFrom('done', 'refused'),
    since: fc.integer({ min: 1_790_000_000_000, max: 1_790_000_000_045 }),
    until: fc.integer({ min: 1_790_000_000_000, max: 1_790_000_000_045 }),
  },
  { requiredKeys: [] },
)

function expected({ since = 0, until = Number.POSITIVE_INFINITY, ...equal }: AuditFilter): AuditRecord[] {
  return trail
    .filter(({ at }) => at >= since && at < until)
    .filter((record) => Object.entries(equal).every(([key, value]) => record[key as 'id'] === value))
    .toReversed()
}

async function readAll(store: AuditTrailStore, filter: AuditFilter, limit: number): Promise<AuditRecord[]> {
  const records: AuditRecord[] = []
  let next: AuditPosition | undefined
  do {
    const page = await store.page({ filter, limit, ...(next === undefined ? {} : { before: next }) })
    if (page.entries.length > limit) throw new Error('a page has more than was asked for')
    records.push(...page.entries.map(({ record }) => record))
    next = page.next
  } while (next !== undefined)
  return records
}

async function filled(database: Database): Promise<Database> {
  await auditing(database).append(...trail)
  return database
}

for (const [name, makeDatabase] of DATABASES) {
  t.test(`on ${name}, pages of any filter and size have exactly what meets it, newest first`, async (t) => {
    const database = await filled(await makeDatabase(t))
    const limits = fc.integer({ min: 1, max: 50 })
    const windows = fc.integer({ min: 1, max: 60 })
    const property = fc.asyncProperty(filters, limits, windows, async (filter, limit, windowRows) => {
      const read = await readAll(makeSqlAuditTrail(database, windowRows), filter, limit)
      t.strictSame(
        read.map(({ id }) => id),
        expected(filter).map(({ id }) => id),
      )
    })
    await t.resolves(fc.assert(property, { numRuns: 60 }))
  })

  t.test(`on ${name}, a record is read as it was written, with its link once it is sealed`, async (t) => {
    const database = await filled(await makeDatabase(t))
    const store = makeSqlAuditTrail(database)
    const newest = () => store.page({ filter: {}, limit: 1 })
    t.strictSame((await newest()).entries, [{ record: trail.at(-1), link: null }])
    await auditing(database).sealer.run()
    t.match((await newest()).entries, [
      { record: trail.at(-1), link: { seq: RECORDS, seal: /^[0-9a-f]{64}$/ } },
    ])
  })

  t.test(`on ${name}, what somebody wrote into the table is shown and breaks nothing`, async (t) => {
    const database = await filled(await makeDatabase(t))
    const spoiled = {
      details: '{"n":',
      action: 'no.such',
      actor_urn: Buffer.from([0xff]),
      user_agent: '\u0007',
    }
    await database.knex('audit').update(spoiled)
    const { entries } = await makeSqlAuditTrail(database).page({ filter: {}, limit: 1 })
    t.match(entries, [
      { record: { details: { unreadable: '{"n":' }, action: 'no.such', actorUrn: '\ufffd' } },
    ])
  })
}
