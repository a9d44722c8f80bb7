import t from 'tap'
import { DURATION_PRESETS, expiryOf } from '../../src/domain/token-duration.ts'

const NOW = Date.UTC(2026, 10, 24)
const DAY_MS = 86_400_000

t.test("the presets are DataHub's, in the order of its enum", async (t) => {
  t.same(DURATION_PRESETS, [
    'ONE_HOUR',
    'ONE_DAY',
    'ONE_WEEK',
    'ONE_MONTH',
    'THREE_MONTHS',
    'SIX_MONTHS',
    'ONE_YEAR',
    'NO_EXPIRY',
  ])
})

t.test('a token made with a preset ends when DataHub would end it', async (t) => {
  const rows = {
    ONE_HOUR: 3_600_000,
    ONE_DAY: DAY_MS,
    ONE_WEEK: 604_800_000,
    ONE_MONTH: 30 * DAY_MS,
    THREE_MONTHS: 90 * DAY_MS,
    SIX_MONTHS: 180 * DAY_MS,
    ONE_YEAR: 365 * DAY_MS,
  } as const
  for (const preset of DURATION_PRESETS) {
    if (preset !== 'NO_EXPIRY') t.equal(expiryOf(preset, NOW), NOW + rows[preset], preset)
  }
})

t.test('a token without expiry never ends', async (t) => {
  t.equal(expiryOf('NO_EXPIRY', NOW), null)
})
