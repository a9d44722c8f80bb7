import fc from 'fast-check'
import t from 'tap'
import { makeAuditRecordOf } from '../../../src/app/audit/audit-trail.ts'
import { makeRefusals, type Refusal } from '../../../src/app/audit/refusals.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE, BOB, caller, tokenCaller } from '../../helpers/fakes/people.ts'
import { memoryTransactions } from '../../helpers/fakes/transactions.ts'

const MINUTE_MS = 60_000

const SUSPEND: Refusal = { what: 'user.suspend', privilege: 'MANAGE_USERS_AND_GROUPS', subject: ALICE }

function setUp(bounds = { kindsMax: 3, groupsMax: 1, actorsMax: 2 }) {
  const clock = fakeClock()
  let made = 0
  const auditRecordOf = makeAuditRecordOf({ clock, newId: () => String(made++) })
  const transactions = memoryTransactions()
  const unwritable = () => undefined
  const refusals = makeRefusals({ transactions, auditRecordOf, clock, unwritable }, bounds)
  return { clock, transactions, refusals, audited: transactions.audited }
}

/** How often somebody was refused, by what is written. */
function countedIn(audited: readonly { details: Readonly<Record<string, unknown>> }[]): number {
  return audited.reduce((sum, { details }) => sum + ((details.repeats as number | undefined) ?? 1), 0)
}

t.test('the first refusal is a record at once, with all that is known of it', async (t) => {
  const { refusals, audited } = setUp()
  const bob = tokenCaller(BOB)
  await refusals.record(bob, SUSPEND)
  const { subject, ...details } = SUSPEND
  const { address, userAgent } = bob
  const actorTokenId = bob.principal.via === 'token' && bob.principal.tokenId
  t.match(audited, [
    { action: 'access.refuse', outcome: 'refused', actorUrn: BOB, actorTokenId, subject, address, userAgent },
  ])
  t.strictSame(audited[0]?.details, details)
  await refusals.record(caller(BOB), { what: 'token.create' })
  t.strictSame(audited[1]?.details, { what: 'token.create' })
  t.equal(audited[1]?.subject, null)
})

t.test('who goes on writes one record a minute, with how often and from when to when', async (t) => {
  const { clock, refusals, audited } = setUp()
  const begun = clock.now()
  for (let second = 0; second < 180; second++) {
    await refusals.record(caller(BOB), SUSPEND)
    clock.advance(1000)
    if (second % 5 === 0) await refusals.flush()
  }
  await refusals.flush()
  t.match(audited, [
    { actorUrn: BOB, details: { what: 'user.suspend' } },
    { actorUrn: BOB, subject: ALICE, details: { what: 'user.suspend', first: begun + 1000 } },
    {},
  ])
  t.equal(audited[0]?.details.repeats, undefined)
  t.ok(audited.length <= 4)
  await refusals.flush(true)
  t.equal(countedIn(audited), 180, 'and at the end none is missing')
  t.equal(audited.at(-1)?.details.last, begun + 179_000)
})

t.test('after a minute without one the next is a record at once again', async (t) => {
  const { clock, refusals, audited } = setUp()
  await refusals.record(caller(BOB), SUSPEND)
  clock.advance(MINUTE_MS)
  await refusals.flush()
  await refusals.record(caller(BOB), SUSPEND)
  t.equal(audited.length, 2)
  t.equal(audited[1]?.details.repeats, undefined)
})

t.test('the wall clock may go back without holding up what was counted', async (t) => {
  const { clock, refusals, audited } = setUp()
  for (let i = 0; i < 3; i++) await refusals.record(caller(BOB), SUSPEND)
  clock.setWallBack(10 * MINUTE_MS)
  clock.advance(MINUTE_MS)
  await refusals.flush()
  t.match(audited, [{}, { details: { repeats: 2 } }])
})

t.test('what an auditor tells apart is counted apart', async (t) => {
  const { refusals, audited } = setUp({ kindsMax: 20, groupsMax: 0, actorsMax: 20 })
  const bob = caller(BOB)
  const different: Parameters<typeof refusals.record>[] = [
    [bob, SUSPEND],
    [caller(ALICE), SUSPEND],
    [{ ...bob, address: '198.51.100.1' }, SUSPEND],
    [tokenCaller(BOB), SUSPEND],
    [bob, { ...SUSPEND, what: 'user.remove' }],
    [bob, { ...SUSPEND, privilege: 'MANAGE_POLICIES' }],
    [bob, { ...SUSPEND, subject: BOB }],
  ]
  for (const refusal of different) await refusals.record(...refusal)
  t.equal(audited.length, different.length)
  await refusals.record({ ...bob, userAgent: 'another' }, SUSPEND)
  await refusals.record({ ...bob, userAgent: 'a third' }, SUSPEND)
  t.equal(audited.length, different.length, 'but not by what every request may say otherwise')
  await refusals.flush(true)
  t.match(audited.at(-1), { actorUrn: BOB, address: bob.address, userAgent: null, details: { repeats: 2 } })
})

t.test('beyond the bounds all are counted, by what they have in common', async (t) => {
  const { refusals, audited } = setUp({ kindsMax: 3, groupsMax: 0, actorsMax: 2 })
  const subjects = Array.from({ length: 10 }, (_, i) => `urn:li:corpuser:user${i}`)
  for (const subject of subjects) await refusals.record(caller(BOB), { ...SUSPEND, subject })
  t.equal(audited.length, 4, 'those that are told apart, and the first of the others')
  const actors = Array.from({ length: 10 }, (_, i) => caller(`urn:li:corpuser:actor${i}`))
  for (const actor of actors) await refusals.record(actor, SUSPEND)
  await refusals.record(caller(ALICE), { what: 'policy.list', privilege: 'MANAGE_POLICIES' })
  const before = audited.length
  await refusals.flush(true)
  t.match(audited.slice(before), [
    {
      actorUrn: BOB,
      subject: null,
      details: { what: 'user.suspend', privilege: 'MANAGE_USERS_AND_GROUPS', repeats: 6 },
    },
    { actorUrn: null, subject: null, details: { repeats: 6 } },
  ])
  t.strictSame(Object.keys(audited.at(-1)?.details ?? {}), ['repeats', 'first', 'last'])
  t.equal(countedIn(audited), 21)
})

t.test('who asks about many subjects hides nothing else that they ask for', async (t) => {
  const { refusals, audited } = setUp({ kindsMax: 50, groupsMax: 100, actorsMax: 200 })
  const read = (i: number): Refusal => ({
    ...SUSPEND,
    what: 'user.read',
    subject: `urn:li:corpuser:user${i}`,
  })
  const root = 'urn:li:corpuser:datahub'
  for (let i = 0; i < 60; i++) await refusals.record(caller(BOB), read(i))
  for (let i = 0; i < 3; i++) {
    await refusals.record(caller(BOB), { what: 'token.create', subject: root })
    await refusals.record(caller(BOB), { what: 'policy.create', privilege: 'MANAGE_POLICIES' })
  }
  await refusals.flush(true)
  t.match(
    audited.filter(({ details }) => details.what !== 'user.read'),
    [
      { subject: root, details: { what: 'token.create' } },
      { details: { what: 'policy.create' } },
      { subject: root, details: { what: 'token.create', repeats: 2 } },
      { details: { what: 'policy.create', privilege: 'MANAGE_POLICIES', repeats: 2 } },
    ],
  )
  const others = audited.filter(({ details }) => details.what === 'user.read' && details.repeats === 9)
  t.match(others, [{ subject: null, details: { privilege: 'MANAGE_USERS_AND_GROUPS' } }])
  t.equal(countedIn(audited), 66)
})

t.test('names that somebody chose take no room from other groups', async (t) => {
  const { refusals, audited } = setUp({ kindsMax: 1, groupsMax: 2, actorsMax: 2 })
  const ask = (what: string, privilege: string) => refusals.record(caller(BOB), { what, privilege })
  for (let i = 0; i < 20; i++) await ask(`graphql.name${i}`, 'MANAGE_POLICIES')
  for (let i = 0; i < 2; i++) await ask('policy.create', 'MANAGE_POLICIES')
  await refusals.flush(true)
  t.match(audited.slice(2), [
    { details: { what: 'policy.create' } },
    { details: { privilege: 'MANAGE_POLICIES', repeats: 18 } },
    { details: { what: 'policy.create', repeats: 1 } },
  ])
  t.notOk('what' in (audited[3]?.details ?? {}))
})

t.test('a subject that is longer in bytes than any URN is left out', async (t) => {
  const { refusals, audited } = setUp()
  const long = `urn:li:corpGroup:${'é'.repeat(503)}`
  await refusals.record(caller(BOB), { ...SUSPEND, subject: long })
  await refusals.record(caller(BOB), { ...SUSPEND, subject: `${long}é` })
  t.strictSame(
    audited.map(({ subject }) => subject),
    [long, null],
  )
})

t.test('however they come, each is written or counted, and the records are few', async () => {
  const whos = [ALICE, BOB, 'urn:li:corpuser:carol', 'urn:li:corpuser:dave']
  const step = fc.record({ who: fc.nat(3), what: fc.nat(9), pauseMs: fc.nat(20_000) })
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const { clock, refusals, audited } = setUp()
      let minutes = 1
      for (const { who, what, pauseMs } of steps) {
        await refusals.record(caller(whos[who] ?? BOB), { what: `act ${what}` })
        clock.advance(pauseMs)
        minutes += pauseMs / MINUTE_MS
        await refusals.flush()
      }
      await refusals.flush(true)
      // Two actors and the others with three kinds, a group and the others each: a first one and its repetitions.
      return countedIn(audited) === steps.length && audited.length <= 15 * 2 * minutes
    }),
    { numRuns: 200 },
  )
})

t.test('while the database is away nobody is refused without a record', async (t) => {
  const { refusals, transactions, audited } = setUp()
  const { change } = transactions
  const outage = new Error('away')
  transactions.change = () => Promise.reject(outage)
  const both = [refusals.record(caller(BOB), SUSPEND), refusals.record(caller(BOB), SUSPEND)]
  for (const each of both) await t.rejects(each, outage)
  transactions.change = change
  await refusals.record(caller(BOB), SUSPEND)
  t.equal(audited.length, 1)
  await refusals.record(caller(BOB), SUSPEND)
  transactions.change = () => Promise.reject(outage)
  await t.rejects(refusals.flush(true), outage)
  await refusals.record(caller(BOB), SUSPEND)
  transactions.change = change
  await refusals.flush(true)
  t.equal(countedIn(audited), 3, 'what was counted waits for it')
})

t.test('a name that somebody chose is kept short', async (t) => {
  const { refusals, audited } = setUp()
  await refusals.record(caller(BOB), { what: `graphql.${'x'.repeat(10_000)}` })
  t.equal(String(audited[0]?.details.what).length, 200)
})
