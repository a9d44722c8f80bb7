import fc from 'fast-check'
import t from 'tap'
import { parseIsoDuration } from '../../src/domain/iso-duration.ts'

const SECOND = 1000n
const MINUTE = 60n * SECOND
const HOUR = 60n * MINUTE
const DAY = 24n * HOUR
// In the order of the text; the time's units follow a `T`.
const DATE_UNITS = { Y: 365n * DAY, M: 30n * DAY, W: 7n * DAY, D: DAY }
const TIME_UNITS = { H: HOUR, M: MINUTE, S: SECOND }

const count = fc.option(fc.nat(999_999_999), { nil: undefined })
const dateCounts = fc.record({ Y: count, M: count, W: count, D: count })
const timeCounts = fc.record({ H: count, M: count, S: count })

type Counts = Record<string, number | undefined>

function write(counts: Counts): string {
  return Object.entries(counts)
    .map(([unit, n]) => (n === undefined ? '' : `${n}${unit}`))
    .join('')
}

function total(counts: Counts, units: Record<string, bigint>): bigint {
  return Object.entries(units).reduce((sum, [unit, ms]) => sum + BigInt(counts[unit] ?? 0) * ms, 0n)
}

t.test('durations last as long as in DataHub', async (t) => {
  const rows: Record<string, number> = {
    P30D: 2_592_000_000,
    P3Y: 94_608_000_000,
    P1Y: 31_536_000_000,
    P6M: 15_552_000_000,
    P3M: 7_776_000_000,
    P1M: 2_592_000_000,
    P1W: 604_800_000,
    P1D: 86_400_000,
    PT1H: 3_600_000,
    PT1M: 60_000,
    PT90S: 90_000,
    P1Y6M: 47_088_000_000,
    P1DT12H: 129_600_000,
    P1Y2M3W4DT5H6M7S: 38_898_367_000,
    P0D: 0,
    P007D: 604_800_000,
  }
  for (const [text, ms] of Object.entries(rows)) t.equal(parseIsoDuration(text), ms, text)
})

t.test('any duration of whole numbers is the sum of its units', async () => {
  fc.assert(
    fc.property(dateCounts, timeCounts, (date, time) => {
      const [dateText, timeText] = [write(date), write(time)]
      fc.pre(dateText + timeText !== '')
      const parsed = parseIsoDuration(`P${dateText}${timeText === '' ? '' : `T${timeText}`}`)
      // Beyond 2^53 a sum is rounded as any number is.
      return parsed === Number(total(date, DATE_UNITS) + total(time, TIME_UNITS)) || (parsed ?? 0) > 2 ** 53
    }),
  )
})

t.test('units in another order, or twice, are no duration', async () => {
  const fields = fc.uniqueArray(fc.constantFrom(...Object.keys(DATE_UNITS)), { minLength: 2 })
  fc.assert(
    fc.property(fields, (units) => {
      const inOrder = Object.keys(DATE_UNITS).filter((unit) => units.includes(unit))
      fc.pre(inOrder.join() !== units.join())
      return parseIsoDuration(`P${units.map((unit) => `1${unit}`).join('')}`) === undefined
    }),
  )
  for (const text of ['P1D1D', 'PT1S1M', 'PT1H1H', 'P1DT1D', 'PT1HT1M']) {
    t.equal(parseIsoDuration(text), undefined, text)
  }
})

t.test('what is no duration of whole numbers is refused', async (t) => {
  const rows = [
    ['', 'P', 'PT', 'P1DT', 'T1H', '1D', 'D', 'P1', 'PD', 'P1H', 'PT1D', 'P1S'],
    ['p1d', 'P1d', 'P-1D', '-P1D', '+P1D', 'P+1D', 'P1.5D', 'P1,5D', 'PT0.5S', 'P1e3D'],
    [' P1D', 'P1D ', 'P 1D', 'P1D\n', '\nP1D', 'P1D;P1D', 'P1D/P1D', 'P2024-01-01', 'P\u0661D', 'ONE_DAY'],
    [...'YMWD'].map((unit) => `P1234567890${unit}`),
    [...'HMS'].map((unit) => `PT1234567890${unit}`),
    [`P${'9'.repeat(100_000)}D`],
  ]
  for (const text of rows.flat()) t.equal(parseIsoDuration(text), undefined, text.slice(0, 20))
})
