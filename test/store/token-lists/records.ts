import fc from 'fast-check'
import type { TokenFilter, TokenQuery } from '../../../src/app/ports/tokens.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'
import { idOf, tokenRecord } from '../records.ts'

export const NOW = 1_790_000_000_000

const URNS = ['urn:li:corpuser:a', 'urn:li:corpuser:A', 'urn:li:corpuser:a ', 'urn:li:corpuser:b']
const NAMES = [
  'Nightly ingest',
  'nightly',
  'ingest-2 (prod)',
  'INGEST',
  'Ümit’s nightly',
  'night',
  'x',
  '***',
]

/** Records, and questions about times among theirs. */
export interface World {
  records: TokenRecord[]
  questions: (Pick<TokenQuery, 'filter' | 'sort' | 'order' | 'limit'> & { offset: number })[]
}

// Seconds, so that clocks that are apart make anything possible; and days, in which one thing follows another.
const STEPS = [1_000, 86_400_000]

export const worlds: fc.Arbitrary<World> = fc.constantFrom(...STEPS).chain((step) => {
  // Few values, so that many rows have the same, and ranges end on them.
  const time = fc.integer({ min: -3, max: 3 }).map((steps) => NOW + steps * step)
  return fc.record({
    records: recordsOf(time, step === 1_000),
    questions: fc.array(
      fc.tuple(filtersOf(time), orders).map(([filter, order]) => ({ filter, ...order })),
      {
        minLength: 20,
        maxLength: 20,
      },
    ),
  })
})

const urn = fc.constantFrom(...URNS)

function recordsOf(time: fc.Arbitrary<number>, anyOrder: boolean): fc.Arbitrary<TokenRecord[]> {
  const times = fc.record({
    createdAt: time,
    expiresAt: fc.option(time),
    lastUsedAt: fc.option(time),
    revokedAt: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: time }),
  })
  const possible = ({
    createdAt,
    expiresAt,
    lastUsedAt,
  }: { createdAt: number } & Record<'expiresAt' | 'lastUsedAt', number | null>) =>
    createdAt <= (lastUsedAt ?? createdAt) &&
    Math.max(createdAt, lastUsedAt ?? 0) < (expiresAt ?? Number.POSITIVE_INFINITY)
  return fc
    .array(
      fc.tuple(
        fc.record({ name: fc.constantFrom(...NAMES), ownerUrn: urn, actorUrn: urn }),
        times.filter((times) => anyOrder || possible(times)),
      ),
      { minLength: 10, maxLength: 60, size: 'max' },
    )
    .map((all) => all.map(([who, when], i) => tokenRecord({ ...who, ...when, id: idOf(`${i}`) })))
}

function filtersOf(time: fc.Arbitrary<number>): fc.Arbitrary<TokenFilter> {
  return (
    fc
      .record(
        {
          ownerUrns: fc.array(urn, { minLength: 1, maxLength: 3 }),
          notOwnerUrns: fc.array(urn, { minLength: 1, maxLength: 2 }),
          actorUrns: fc.array(urn, { minLength: 1, maxLength: 2 }),
          notActorUrns: fc.array(urn, { minLength: 1, maxLength: 2 }),
          name: fc.constantFrom('n', 'night', 'NIGHTLY', 'in ni', 'ü', 'prod ingest', '2', 'zzz'),
          nameIs: fc.constantFrom(...NAMES.slice(0, 7)),
          createdBefore: time,
          createdAfter: time,
          expiresBefore: time,
          expiresAfter: time,
          lastUsedBefore: time,
          lastUsedAfter: time,
        },
        { requiredKeys: [], noNullPrototype: true },
      )
      // Mostly one or two conditions: of many together nothing is left.
      .chain((filter) =>
        fc
          .subarray(Object.keys(filter), { maxLength: 2 })
          .map((keys) => Object.fromEntries(Object.entries(filter).filter(([key]) => keys.includes(key)))),
      )
      .chain((filter) => states.map((states) => (states === undefined ? filter : { ...filter, states })))
  )
}

const states: fc.Arbitrary<TokenFilter['states']> = fc.option(
  fc.subarray(['active', 'expired', 'revoked'], { minLength: 1 }),
  { nil: undefined, freq: 2 },
)

const orders = fc.record({
  sort: fc.constantFrom('created', 'expires', 'lastUsed'),
  order: fc.constantFrom('asc', 'desc'),
  limit: fc.constantFrom(1, 3, 7, 100),
  offset: fc.nat(60),
})
