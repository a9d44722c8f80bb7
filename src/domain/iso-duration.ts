const SECOND_MS = 1000
const MINUTE_MS = 60 * SECOND_MS
const HOUR_MS = 60 * MINUTE_MS
const DAY_MS = 24 * HOUR_MS

const ISO_DURATION =
  /^P(?:(\d{1,9})Y)?(?:(\d{1,9})M)?(?:(\d{1,9})W)?(?:(\d{1,9})D)?(?:T(?:(\d{1,9})H)?(?:(\d{1,9})M)?(?:(\d{1,9})S)?)?$/

// As DataHub counts (AccessTokenDurationPolicyTest: P3Y is 94,608,000,000 ms): a year is 365 days, a month 30.
const UNITS_MS = [365 * DAY_MS, 30 * DAY_MS, 7 * DAY_MS, DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS]

/**
 * Milliseconds of an ISO 8601 duration of whole numbers (`P30D`, `PT1H`, `P1Y6M`), or `undefined` where it is none.
 */
export function parseIsoDuration(text: string): number | undefined {
  const match = ISO_DURATION.exec(text)
  if (match === null || text === 'P' || text.endsWith('T')) return undefined
  return UNITS_MS.reduce((sum, unitMs, index) => sum + Number(match[index + 1] ?? 0) * unitMs, 0)
}
