import t from 'tap'
import {
  type LifetimeRules,
  type RequestedLifetime,
  requestedExpiry,
} from '../../../src/app/tokens/token-lifetime.ts'
import { allowedDurations } from '../../../src/config/lifetime-rules.ts'

const NOW = 1_790_000_000_500
const HOUR = 3_600_000
const DAY = 24 * HOUR
const ENDLESS: LifetimeRules = { allowNoExpiry: true }
const ENDING: LifetimeRules = { allowNoExpiry: false }

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
  for (const [requested, expiry] of cases) t.equal(requestedExpiry(requested, ENDLESS, NOW), expiry)
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
      () => requestedExpiry(requested, ENDLESS, NOW),
      refusal(/exactly one of duration, durationIso and expiresAt/),
    )
})

t.test(
  'tokens without an end are refused where they are switched off, and the setting is named',
  async (t) => {
    t.throws(() => requestedExpiry({ duration: 'NO_EXPIRY' }, ENDING, NOW), refusal(/TOKEN_ALLOW_NO_EXPIRY/))
    t.equal(requestedExpiry({ duration: 'ONE_HOUR' }, ENDING, NOW), NOW + HOUR)
  },
)

t.test('a token that would be dead at birth is refused', async (t) => {
  for (const expiresAt of [NOW + 999, NOW + 1, NOW, NOW - 1, 0, -1, 1_790_000_000])
    t.throws(
      () => requestedExpiry({ expiresAt }, ENDLESS, NOW),
      refusal(/one second in the future, in epoch milliseconds/),
    )
  for (const durationIso of ['PT0S', 'P0D', 'P', '', '1h', 'PT-1H', '-P1D', 'P1.5D', 'p1d', 'P1D '])
    t.throws(
      () => requestedExpiry({ durationIso }, ENDLESS, NOW),
      refusal(/ISO 8601 duration longer than nothing/),
    )
})

t.test('a token that would outlive all dates is refused, not made endless', async (t) => {
  for (const requested of [{ expiresAt: 8_640_000_000_000_001 }, { durationIso: 'P999999999Y' }])
    t.throws(() => requestedExpiry(requested, ENDLESS, NOW), refusal(/longer than a date can be written/))
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
        () => requestedExpiry(requested, ENDING, NOW),
        refusal(/10 years .* at most.*TOKEN_ALLOW_NO_EXPIRY/),
      )
    }
    for (const requested of [{ expiresAt: NOW + tenYears }, { durationIso: 'P10Y' }])
      t.equal(requestedExpiry(requested, ENDING, NOW), NOW + tenYears)
    t.equal(requestedExpiry({ durationIso: 'P11Y' }, ENDLESS, NOW), NOW + 11 * 365 * 24 * HOUR)
  },
)

t.test('DataHub’s own vectors hold (AccessTokenDurationPolicyTest)', async (t) => {
  const lifetime = (requested: RequestedLifetime, rules: LifetimeRules) => {
    const expiry = requestedExpiry(requested, rules, NOW)
    return expiry === null ? null : expiry - NOW
  }
  const allowing = (...names: string[]): LifetimeRules => ({
    ...ENDING,
    allowedDurations: allowedDurations(names.join(',')),
  })
  t.equal(lifetime({ durationIso: 'P30D' }, allowing('P30D')), 2_592_000_000)
  t.equal(lifetime({ duration: 'ONE_HOUR' }, allowing('ONE_HOUR')), 3_600_000)
  t.throws(() => lifetime({ duration: 'NO_EXPIRY' }, allowing('ONE_HOUR')), refusal(/no expiry is disabled/))
  t.equal(lifetime({ duration: 'NO_EXPIRY' }, { ...allowing('ONE_HOUR'), allowNoExpiry: true }), null)
  t.throws(
    () => lifetime({ durationIso: 'P3Y' }, allowing('P30D', 'P365D')),
    refusal(/^Access token duration 'P3Y' is not allowed\. Allowed durations: P30D, P365D$/),
  )
  t.equal(lifetime({ durationIso: 'P3Y' }, allowing('P30D', 'P3Y')), 94_608_000_000)
})

t.test('an allowed duration may be asked for in whatever way it is written', async (t) => {
  const rules = { ...ENDING, allowedDurations: allowedDurations('ONE_MONTH, PT12H') }
  t.equal(requestedExpiry({ duration: 'ONE_MONTH' }, rules, NOW), NOW + 30 * DAY)
  for (const durationIso of ['P30D', 'P1M', 'PT720H', 'P4W2D'])
    t.equal(requestedExpiry({ durationIso }, rules, NOW), NOW + 30 * DAY)
  t.equal(requestedExpiry({ durationIso: 'PT12H' }, rules, NOW), NOW + 12 * HOUR)
  for (const requested of [{ duration: 'ONE_DAY' }, { duration: 'ONE_YEAR' }] as const)
    t.throws(
      () => requestedExpiry(requested, rules, NOW),
      refusal(
        new RegExp(`duration '${requested.duration}' is not allowed. Allowed durations: ONE_MONTH, PT12H`),
      ),
    )
})

t.test('a date lies within the longest allowed duration, since none of them is a date', async (t) => {
  const rules = { ...ENDING, allowedDurations: allowedDurations('ONE_HOUR,ONE_MONTH') }
  t.equal(requestedExpiry({ expiresAt: NOW + 30 * DAY }, rules, NOW), NOW + 30 * DAY)
  t.equal(requestedExpiry({ expiresAt: NOW + 5 * HOUR }, rules, NOW), NOW + 5 * HOUR)
  t.throws(
    () => requestedExpiry({ expiresAt: NOW + 30 * DAY + 1 }, rules, NOW),
    refusal(/^Tokens live for 30 days at most here/),
  )
})

t.test('no token outlives the longest life, however it is asked for', async (t) => {
  const rules: LifetimeRules = { ...ENDING, maxLifetimeMs: 90 * DAY }
  const atMost = /^Tokens live for 90 days at most here\. Ask for less\.$/
  for (const requested of [
    { duration: 'THREE_MONTHS' },
    { durationIso: 'P90D' },
    { expiresAt: NOW + 90 * DAY },
  ])
    t.equal(requestedExpiry(requested as RequestedLifetime, rules, NOW), NOW + 90 * DAY)
  for (const requested of [
    { duration: 'SIX_MONTHS' },
    { durationIso: 'P91D' },
    { expiresAt: NOW + 90 * DAY + 1 },
  ])
    t.throws(() => requestedExpiry(requested as RequestedLifetime, rules, NOW), refusal(atMost))
  const both = { ...rules, allowedDurations: allowedDurations('ONE_YEAR,ONE_DAY') }
  t.throws(() => requestedExpiry({ duration: 'ONE_YEAR' }, both, NOW), refusal(atMost), 'also an allowed one')
  t.equal(requestedExpiry({ duration: 'ONE_DAY' }, both, NOW), NOW + DAY)
})

t.test(
  'an administrator may allow more than ten years, and what is said of the bound is readable',
  async (t) => {
    const rules: LifetimeRules = { ...ENDING, maxLifetimeMs: 20 * 365 * DAY }
    t.equal(requestedExpiry({ durationIso: 'P20Y' }, rules, NOW), NOW + 20 * 365 * DAY)
    t.throws(
      () => requestedExpiry({ durationIso: 'P21Y' }, rules, NOW),
      refusal(/^Tokens live for 7300 days at most/),
    )
    const allowed = { ...ENDING, allowedDurations: allowedDurations('P15Y') }
    t.equal(requestedExpiry({ durationIso: 'P15Y' }, allowed, NOW), NOW + 15 * 365 * DAY)

    const cases: [number, string][] = [
      [DAY, '1 day'],
      [36 * HOUR, '1 day and 12 hours'],
      [12 * HOUR, '12 hours'],
      [HOUR, '1 hour'],
      [HOUR / 2, '30 minutes'],
      [DAY + HOUR + 1000, '1 day, 1 hour and 1 second'],
    ]
    for (const [maxLifetimeMs, said] of cases)
      t.throws(
        () => requestedExpiry({ duration: 'ONE_WEEK' }, { ...ENDING, maxLifetimeMs }, NOW),
        refusal(new RegExp(`^Tokens live for ${said} at most here`)),
      )
  },
)
