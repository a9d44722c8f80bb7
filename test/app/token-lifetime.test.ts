import t from 'tap'
import { type RequestedLifetime, requestedExpiry } from '../../src/app/token-lifetime.ts'

const NOW = 1_790_000_000_500
const HOUR = 3_600_000

const refusal = (detail: RegExp) => ({ name: 'ServiceError', code: 'INVALID_REQUEST', detail })

t.test('a lifetime may be said in three ways', async (t) => {
  const cases: [RequestedLifetime, number | null][] = [
    [{ duration: 'ONE_HOUR' }, NOW + HOUR],
    [{ duration: 'ONE_WEEK' }, NOW + 7 * 24 * HOUR],
    [{ duration: 'ONE_YEAR' }, NOW + 365 * 24 * HOUR],
    [{ duration: 'NO_EXPIRY' }, null],
    [{ durationIso: 'PT12H' }, NOW + 12 * HOUR],
    [{ durationIso: 'P1Y' }, NOW + 365 * 24 * HOUR],
    [{ durationIso: 'PT1S' }, NOW + 1000],
    [{ expiresAt: NOW + 1000 }, NOW + 1000],
    [{ expiresAt: 8_640_000_000_000_000 }, 8_640_000_000_000_000],
  ]
  for (const [requested, expiry] of cases) t.equal(requestedExpiry(requested, true, NOW), expiry)
})

t.test('a lifetime is said in exactly one way', async (t) => {
  const one = { duration: 'ONE_HOUR', durationIso: 'PT1H', expiresAt: NOW + HOUR } as const
  const wrong: RequestedLifetime[] = [
    {},
    { duration: one.duration, durationIso: one.durationIso },
    { duration: one.duration, expiresAt: one.expiresAt },
    { duration: 'NO_EXPIRY', expiresAt: one.expiresAt },
    { durationIso: one.durationIso, expiresAt: one.expiresAt },
    one,
  ]
  for (const requested of wrong)
    t.throws(
      () => requestedExpiry(requested, true, NOW),
      refusal(/exactly one of duration, durationIso and expiresAt/),
    )
})

t.test(
  'tokens without an end are refused where they are switched off, and the setting is named',
  async (t) => {
    t.throws(() => requestedExpiry({ duration: 'NO_EXPIRY' }, false, NOW), refusal(/TOKEN_ALLOW_NO_EXPIRY/))
    t.equal(requestedExpiry({ duration: 'ONE_HOUR' }, false, NOW), NOW + HOUR)
  },
)

t.test('a token that would be dead at birth is refused', async (t) => {
  for (const expiresAt of [NOW + 999, NOW + 1, NOW, NOW - 1, 0, -1, 1_790_000_000])
    t.throws(
      () => requestedExpiry({ expiresAt }, true, NOW),
      refusal(/one second in the future, in epoch milliseconds/),
    )
  for (const durationIso of ['PT0S', 'P0D', 'P', '', '1h', 'PT-1H', '-P1D', 'P1.5D', 'p1d', 'P1D '])
    t.throws(
      () => requestedExpiry({ durationIso }, true, NOW),
      refusal(/ISO 8601 duration longer than nothing/),
    )
})

t.test('a token that would outlive all dates is refused, not made endless', async (t) => {
  for (const requested of [{ expiresAt: 8_640_000_000_000_001 }, { durationIso: 'P999999999Y' }])
    t.throws(() => requestedExpiry(requested, true, NOW), refusal(/longer than a date can be written/))
})

t.test(
  'where endless tokens are switched off, one that ends after ten years is refused like them',
  async (t) => {
    const tenYears = 10 * 365 * 24 * HOUR
    for (const requested of [
      { expiresAt: NOW + tenYears + 1 },
      { durationIso: 'P10Y1D' },
      { durationIso: 'P999999999Y' },
      { expiresAt: 8_640_000_000_000_000 },
    ]) {
      t.throws(
        () => requestedExpiry(requested, false, NOW),
        refusal(/10 years .* at most.*TOKEN_ALLOW_NO_EXPIRY/),
      )
    }
    for (const requested of [{ expiresAt: NOW + tenYears }, { durationIso: 'P10Y' }])
      t.equal(requestedExpiry(requested, false, NOW), NOW + tenYears)
    t.equal(requestedExpiry({ durationIso: 'P11Y' }, true, NOW), NOW + 11 * 365 * 24 * HOUR)
  },
)
