import t from 'tap'
import type { TokenFilter } from '../../../src/app/ports/tokens.ts'
import { type FacetFilter, tokenFilterOf } from '../../../src/app/tokens/facet-filter.ts'
import { ALICE, BOB } from '../../helpers/fakes/people.ts'

const refusal = (detail: RegExp) => ({ name: 'ServiceError', code: 'INVALID_REQUEST', detail })

t.test('facets of DataHub’s page and scripts are understood', async (t) => {
  const cases: [FacetFilter[], TokenFilter][] = [
    [[], {}],
    [[{ field: 'ownerUrn', values: [ALICE] }], { ownerUrns: [ALICE] }],
    [[{ field: 'ownerUrn', value: ALICE }], { ownerUrns: [ALICE] }],
    [[{ field: 'actorUrn', values: [ALICE, BOB], condition: 'IN' }], { actorUrns: [ALICE, BOB] }],
    [[{ field: 'ownerUrn', values: [BOB], negated: true }], { notOwnerUrns: [BOB] }],
    [[{ field: 'name', values: ['ingest'], condition: 'CONTAIN' }], { name: 'ingest' }],
    [[{ field: 'name', values: ['ingest'], condition: 'START_WITH' }], { name: 'ingest' }],
    [[{ field: 'name', values: ['nightly ingest'] }], { nameIs: 'nightly ingest' }],
    [[{ field: 'expiresAt', values: ['500'], condition: 'LESS_THAN' }], { expiresBefore: 500 }],
    [[{ field: 'expiresAt', values: ['500'], condition: 'LESS_THAN_OR_EQUAL_TO' }], { expiresBefore: 501 }],
    [[{ field: 'createdAt', values: ['500'], condition: 'GREATER_THAN' }], { createdAfter: 501 }],
    [[{ field: 'createdAt', values: ['500'], condition: 'GREATER_THAN_OR_EQUAL_TO' }], { createdAfter: 500 }],
    [[{ field: 'createdAt', values: ['500'] }], { createdAfter: 500, createdBefore: 501 }],
  ]
  for (const [facets, filter] of cases) t.strictSame(tokenFilterOf(facets), filter, JSON.stringify(facets))
})

t.test('every facet must hold: two of one field narrow each other', async (t) => {
  const owners = (...values: string[]): FacetFilter => ({ field: 'ownerUrn', values })
  t.strictSame(tokenFilterOf([owners(ALICE, BOB), owners(BOB)]), { ownerUrns: [BOB] })
  t.equal(tokenFilterOf([owners(ALICE), owners(BOB)]), undefined)
  t.equal(tokenFilterOf([owners(ALICE), owners(BOB), { field: 'name', values: ['x'] }]), undefined)
  t.strictSame(tokenFilterOf([owners(ALICE), { ...owners(ALICE), negated: true }]), {
    ownerUrns: [ALICE],
    notOwnerUrns: [ALICE],
  })
  const before = (time: string): FacetFilter => ({
    field: 'expiresAt',
    values: [time],
    condition: 'LESS_THAN',
  })
  t.strictSame(tokenFilterOf([before('9'), before('5'), before('7')]), { expiresBefore: 5 })
  const after = (time: string): FacetFilter => ({ ...before(time), condition: 'GREATER_THAN_OR_EQUAL_TO' })
  t.strictSame(tokenFilterOf([after('5'), after('9')]), { expiresAfter: 9 })
})

t.test('a facet that cannot be answered is refused with what can', async (t) => {
  const cases: [FacetFilter, RegExp][] = [
    ...[['x'], [], null].map((values): [FacetFilter, RegExp] => [
      { field: 'a secret', values },
      /^there is no filter of that name\. Filters: ownerUrn, actorUrn, name, createdAt, expiresAt\.$/,
    ]),
    [{ field: 'ownerUrn' }, /"ownerUrn" needs 1 to 50 values/],
    [{ field: 'ownerUrn', values: [] }, /needs 1 to 50 values/],
    [{ field: 'ownerUrn', values: Array(51).fill(ALICE) }, /needs 1 to 50 values/],
    [
      { field: 'ownerUrn', values: [ALICE], condition: 'CONTAIN' },
      /does not take the condition CONTAIN. Conditions: EQUAL, IN/,
    ],
    [{ field: 'name', values: ['a', 'b'] }, /takes one value, once/],
    [{ field: 'name', values: ['a'], negated: true }, /is not negated/],
    [{ field: 'name', values: ['a'], condition: 'END_WITH' }, /Conditions: EQUAL, CONTAIN, START_WITH/],
    [{ field: 'expiresAt', values: ['tomorrow'] }, /one time in epoch milliseconds/],
    ...['', ' ', ' 1', '-1', '1e3', '0x1', '1.0', '9007199254740992'].map((time): [FacetFilter, RegExp] => [
      { field: 'expiresAt', values: [time] },
      /one time in epoch milliseconds/,
    ]),
    [{ field: 'expiresAt', values: ['1', '2'] }, /one time in epoch milliseconds/],
    [{ field: 'createdAt', values: ['1'], condition: 'EXISTS' }, /Conditions: EQUAL, GREATER_THAN/],
  ]
  for (const [facet, detail] of cases)
    t.throws(() => tokenFilterOf([facet]), refusal(detail), JSON.stringify(facet))
  t.throws(
    () =>
      tokenFilterOf([
        { field: 'name', values: ['a'] },
        { field: 'name', values: ['a'] },
      ]),
    refusal(/once/),
  )
})

t.test(
  'more facets than anybody means, and what is no text, are refused before they cost anything',
  async (t) => {
    const not: FacetFilter = { field: 'ownerUrn', values: [BOB], negated: true }
    t.strictSame(tokenFilterOf(Array(20).fill(not)), { notOwnerUrns: [BOB] })
    const others = (many: number) => ({
      ...not,
      values: Array.from({ length: many }, (_, i) => `${BOB}${i}`),
    })
    t.throws(() => tokenFilterOf([not, others(50)]), refusal(/at most 50 values together/))
    t.throws(() => tokenFilterOf(Array(100_000).fill(not)), refusal(/^filters must be at most 20\.$/))
    for (const negated of [true, false]) {
      const odd = { field: 'actorUrn', values: ['urn:li:corpuser:\ud800'], negated }
      t.throws(() => tokenFilterOf([odd]), refusal(/lone surrogates/))
    }
  },
)
