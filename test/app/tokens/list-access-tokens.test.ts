import t from 'tap'
import { makeRequirePrivilege } from '../../../src/app/access/require-privilege.ts'
import type { TokenFilter } from '../../../src/app/ports/tokens.ts'
import type { FacetFilter } from '../../../src/app/tokens/facet-filter.ts'
import { makeListAccessTokens } from '../../../src/app/tokens/list-access-tokens.ts'
import { allowing } from '../../helpers/fakes/authorize.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { ALICE, BOB, caller, MANAGER } from '../../helpers/fakes/people.ts'
import { makeToken } from '../../helpers/fakes/tokens.ts'
import { memoryTransactions, refusalsIn } from '../../helpers/fakes/transactions.ts'

const authorize = allowing({
  [ALICE]: ['GENERATE_PERSONAL_ACCESS_TOKENS'],
  [MANAGER]: ['MANAGE_ACCESS_TOKENS'],
})

/** Writes down what the store is asked. */
function world() {
  const asked: { filter: TokenFilter; slice?: object }[] = []
  const transactions = memoryTransactions()
  const list = makeListAccessTokens({
    lists: {
      async count(filter) {
        asked.push({ filter })
        return { total: 41, exact: true }
      },
      async slice(filter, _, slice) {
        asked.push({ filter, slice })
        return [makeToken().record]
      },
    },
    authorize,
    requirePrivilege: makeRequirePrivilege({ authorize, recordRefusal: refusalsIn(transactions) }),
    clock: fakeClock(),
  })
  return { list, asked, audited: transactions.audited }
}

const own: FacetFilter = { field: 'ownerUrn', values: [ALICE] }
const STATES = ['active', 'expired']

t.test(
  'a manager sees everybody’s tokens but the revoked ones, from where and as many as asked',
  async (t) => {
    const { list, asked } = world()
    const { items, total } = await list(caller(MANAGER), { start: 40, count: 7, filters: [] })
    t.equal(total, 41)
    t.match(items, [{ state: 'active', name: 'nightly ingestion' }])
    t.strictSame(asked, [
      { filter: { states: STATES } },
      { filter: { states: STATES }, slice: { offset: 40, limit: 7 } },
    ])
  },
)

t.test(
  'a user who asks for their own tokens gets these, in DataHub’s new form and its old one',
  async (t) => {
    for (const filters of [
      [own],
      [{ field: 'ownerUrn', value: ALICE }],
      [own, { field: 'name', values: ['x'] }],
    ]) {
      const { list, asked } = world()
      await list(caller(ALICE), { start: 0, count: 20, filters })
      t.strictSame(asked[0]?.filter.ownerUrns, [ALICE])
    }
  },
)

t.test('whatever else the filters say, a user sees no token of anybody else’s', async (t) => {
  const negated = { ...own, negated: true }
  const { list, asked } = world()
  await list(caller(ALICE), { start: 0, count: 20, filters: [negated] })
  t.strictSame(asked[0]?.filter, { notOwnerUrns: [ALICE], ownerUrns: [ALICE], states: STATES })
  const others = await list(caller(ALICE), {
    start: 0,
    count: 20,
    filters: [own, { field: 'ownerUrn', values: [BOB] }],
  })
  t.strictSame(others, { items: [], total: 0 })
})

t.test('a user who asks for more than their own is refused, and that is remembered', async (t) => {
  const refused: FacetFilter[][] = [
    [],
    [{ field: 'ownerUrn', values: [BOB] }],
    [{ field: 'ownerUrn', values: [ALICE, BOB] }],
    [{ field: 'actorUrn', values: [ALICE] }],
  ]
  for (const filters of refused) {
    const { list, asked, audited } = world()
    await t.rejects(list(caller(ALICE), { start: 0, count: 20, filters }), { code: 'FORBIDDEN' })
    t.strictSame(asked, [])
    t.match(audited, [{ action: 'access.refuse', actorUrn: ALICE, details: { what: 'token.list' } }])
  }
  await t.rejects(
    world().list(caller(BOB), { start: 0, count: 1, filters: [{ field: 'ownerUrn', values: [BOB] }] }),
    {
      code: 'FORBIDDEN',
    },
  )
})

t.test('a page of no tokens asks for the total alone', async (t) => {
  const { list, asked } = world()
  t.strictSame(await list(caller(MANAGER), { start: 0, count: 0, filters: [] }), { items: [], total: 41 })
  t.equal(asked.length, 1)
})
