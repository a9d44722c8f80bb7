import fc from 'fast-check'
import type { TokenFilter, TokenQuery } from '../../../src/app/ports-tokens.ts'
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

// Few values, so that many rows have the same, and ranges end on them.
const time = fc.integer({ min: -3, max: 3 }).map((step) => NOW + step * 1_000)
const urn = fc.constantFrom(...URNS)

export const records: fc.Arbitrary<TokenRecord[]> = fc
  .array(
    fc.record({
      name: fc.constantFrom(...NAMES),
      ownerUrn: urn,
      actorUrn: urn,
      createdAt: time,
      expiresAt: fc.option(time),
      lastUsedAt: fc.option(time),
      revokedAt: fc.option(time, { freq: 2 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((fields) => fields.map((one, i) => tokenRecord({ ...one, id: idOf(`${i}`) })))

export const filters: fc.Arbitrary<TokenFilter> = fc
  .record(
    {
      ownerUrns: fc.array(urn, { minLength: 1, maxLength: 3 }),
      notOwnerUrns: fc.array(urn, { minLength: 1, maxLength: 2 }),
      actorUrns: fc.array(urn, { minLength: 1, maxLength: 2 }),
      notActorUrns: fc.array(urn, { minLength: 1, maxLength: 2 }),
      name: fc.constantFrom('n', 'night', 'NIGHTLY', 'in ni', 'ü', 'prod ingest', '2', 'zzz'),
      nameIs: fc.constantFrom(...NAMES.slice(0, 7)),
      states: fc.uniqueArray(fc.constantFrom('active', 'expired', 'revoked'), { minLength: 1 }),
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
      .subarray(Object.keys(filter), { maxLength: 3 })
      .map((keys) => Object.fromEntries(Object.entries(filter).filter(([key]) => keys.includes(key)))),
  )

export const orders: fc.Arbitrary<Pick<TokenQuery, 'sort' | 'order' | 'limit'>> = fc.record(
  {
    sort: fc.constantFrom('created', 'expires', 'lastUsed'),
    order: fc.constantFrom('asc', 'desc'),
    limit: fc.constantFrom(1, 3, 7, 100),
  },
  { noNullPrototype: true },
)
