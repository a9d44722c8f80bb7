import fc from 'fast-check'
import t from 'tap'
import { makeRefusedSignIns, type RefusedSignIn } from '../../../src/app/sign-in/refused-sign-ins.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE, BOB } from '../../helpers/fakes/people.ts'
import { auditRecordOf, memoryTransactions } from '../../helpers/fakes/transactions.ts'

const AT_HOME: RefusedSignIn = { actorUrn: ALICE, address: '192.0.2.1', userAgent: 'a browser' }

function setUp(bounds = { pairsMax: 3, recordsPerWriteMax: 2 }) {
  const clock = fakeClock()
  const transactions = memoryTransactions()
  const unwritable = () => undefined
  const refused = makeRefusedSignIns({ transactions, auditRecordOf, clock, unwritable }, bounds)
  return { clock, transactions, refused, audited: transactions.audited }
}

t.test('guesses at one account from one address are one record with their count and times', async (t) => {
  const { clock, refused, audited } = setUp()
  const first = clock.now()
  for (let i = 0; i < 500; i++) {
    refused.note(AT_HOME)
    clock.advance(1)
  }
  refused.note({ ...AT_HOME, actorUrn: BOB })
  await refused.flush()
  t.match(audited, [
    {
      action: 'session.refuse',
      outcome: 'refused',
      actorUrn: ALICE,
      actorTokenId: null,
      address: '192.0.2.1',
      userAgent: 'a browser',
      details: { count: 500, first, last: first + 499 },
    },
    { actorUrn: BOB, details: { count: 1, first: first + 500, last: first + 500 } },
  ])
  await refused.flush()
  t.equal(audited.length, 2, 'nothing is written twice, and nothing where nobody was refused')
})

t.test(
  'accounts and addresses beyond the bound are counted in one record of nobody in particular',
  async (t) => {
    const { refused, audited } = setUp()
    for (let i = 0; i < 10; i++) refused.note({ ...AT_HOME, address: `192.0.2.${i}` })
    refused.note({ ...AT_HOME, address: '192.0.2.0' })
    await refused.flush()
    t.equal(audited.length, 4)
    t.match(audited[0]?.details, { count: 2 })
    t.match(audited[3], { actorUrn: null, address: null, userAgent: null, details: { count: 7, many: true } })
  },
)

t.test('while the database is down nothing is lost, and no more is kept than twice the bound', async (t) => {
  const { refused, transactions, audited } = setUp()
  const { change } = transactions
  transactions.change = async () => {
    throw new Error('down')
  }
  for (let flush = 0; flush < 20; flush++) {
    for (let i = 0; i < 10; i++) refused.note({ ...AT_HOME, address: `192.0.${flush}.${i}` })
    await t.rejects(refused.flush(), { message: 'down' })
  }
  transactions.change = change
  await refused.flush()
  await refused.flush()
  t.equal(audited.length, 8)
  const counts = audited.map(({ details }) => details.count as number)
  t.equal(
    counts.reduce((sum, count) => sum + count, 0),
    200,
  )
})

t.test('a name that no account can have is left out, so that it holds up nobody', async (t) => {
  const names = fc.string({ unit: 'binary', maxLength: 400 })
  const property = fc.asyncProperty(names, async (name) => {
    const { refused, audited } = setUp()
    refused.note({ ...AT_HOME, actorUrn: `urn:li:corpuser:${name}\ud800` })
    refused.note({ ...AT_HOME, actorUrn: `urn:li:corpuser:${'x'.repeat(300)}` })
    await refused.flush()
    return audited.length === 2 && audited.every(({ actorUrn }) => actorUrn === null)
  })
  await t.resolves(fc.assert(property, { numRuns: 50 }))
})
