const UNITS_MS: readonly [RegExp, number][] = [
  [/^(|ms|millis?|milliseconds?)$/, 1],
  [/^(s|seconds?)$/, 1000],
  [/^(m|minutes?)$/, 60_000],
  [/^(h|hours?)$/, 3_600_000],
  [/^(d|days?)$/, 86_400_000],
]

/**
 * Milliseconds of a duration as DataHub's front end is configured with (HOCON's "Duration format", whole numbers and the
 * units from milliseconds to days): `24h`, `30 minutes`, `5000`. `undefined` for any other text, and for nothing.
 */
export function parseHoconDuration(text: string): number | undefined {
  const [, number = '', unit = ''] = /^(\d{1,12})\s*([a-z]*)$/.exec(text.trim()) ?? []
  const unitMs = UNITS_MS.find(([names]) => names.test(unit))?.[1]
  const ms = number === '' || unitMs === undefined ? 0 : Number(number) * unitMs
  return ms > 0 && Number.isSafeInteger(ms) ? ms : undefined
}
