import t from 'tap'
import { makeTimeOrderedUuid } from '../../src/adapters/digests.ts'
import { makeSqlTransactions } from '../../src/adapters/sql/transactions.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeAuditRecordOf } from '../../src/app/audit/audit-trail.ts'
import { makeWriteCounted } from '../../src/app/audit/counted-records.ts'
import { makeRefusals } from '../../src/app/audit/refusals.ts'
import { makeAdmitGmsRequest } from '../../src/app/gms/admit-gms-request.ts'
import { allowing } from '../helpers/fakes/authorize.ts'
import { fakeClock } from '../helpers/fakes/clock.ts'
import { ALICE, BOB, caller } from '../helpers/fakes/people.ts'
import { mysqlDatabase } from './databases.ts'

t.test('a subject of many bytes stops no refusal from being written, nor those of others', async (t) => {
  const database = await mysqlDatabase(t)
  const transactions = makeSqlTransactions(database)
  const clock = fakeClock()
  const auditRecordOf = makeAuditRecordOf({ clock, newId: makeTimeOrderedUuid(systemClock.now) })
  const told: unknown[] = []
  const unwritable = (id: string, error: unknown) => void told.push([id, (error as { code?: string }).code])
  const bounds = { kindsMax: 2, groupsMax: 0, actorsMax: 5 }
  const refusals = makeRefusals({ transactions, auditRecordOf, clock, unwritable }, bounds)
  const admit = makeAdmitGmsRequest({ authorize: allowing({}), recordRefusal: refusals.record })
  const ask = (who: string, group: string) => {
    const resource = { type: 'corpGroup', urn: `urn:li:corpGroup:${group}` }
    const request = { what: 'graphql.addGroupMembers', demands: [{ anyOf: [['MANAGE_POLICIES']], resource }] }
    return t.rejects(admit(caller(who), request), { code: 'FORBIDDEN' })
  }
  const rows = async () =>
    (await database.knex('audit').select('details').orderBy('id')).map(({ details }) => JSON.parse(details))

  await ask(BOB, 'é'.repeat(700))
  t.equal((await rows()).length, 1, 'the first is a record at once')
  for (const group of ['a', 'b', 'c']) await ask(BOB, group)
  for (let i = 0; i < 3; i++) await ask(BOB, 'é'.repeat(700))
  for (let i = 0; i < 3; i++) await ask(ALICE, 'team')
  await refusals.flush(true)
  const repeats = (await rows()).map((details) => details.repeats ?? 0)
  t.strictSame(repeats.sort(), [0, 0, 0, 0, 1, 2, 3])
  t.strictSame(told, [])

  const counted = (subject: string, repeats: number) =>
    auditRecordOf(caller(BOB), {
      action: 'access.refuse',
      outcome: 'refused',
      subject,
      details: { repeats },
    })
  const bad = counted('é'.repeat(700), 8)
  await makeWriteCounted({ transactions, unwritable })(() => [
    counted('urn:li:tag:1', 7),
    bad,
    counted('urn:li:tag:2', 9),
  ])
  t.strictSame(
    (await rows()).filter(({ repeats }) => repeats > 6).sort((a, b) => a.repeats - b.repeats),
    [{ repeats: 7 }, { repeats: 8, unwritable: true }, { repeats: 9 }],
  )
  t.strictSame(told, [[bad.id, 'ER_DATA_TOO_LONG']])
})
