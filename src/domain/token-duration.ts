const DAY_MS = 86_400_000

/** DataHub's presets in milliseconds (AccessTokenUtil.java; `ONE_WEEK` is in its enum, though its code forgot it). */
const PRESET_MS = {
  ONE_HOUR: 3_600_000,
  ONE_DAY: DAY_MS,
  ONE_WEEK: 7 * DAY_MS,
  ONE_MONTH: 30 * DAY_MS,
  THREE_MONTHS: 90 * DAY_MS,
  SIX_MONTHS: 180 * DAY_MS,
  ONE_YEAR: 365 * DAY_MS,
} as const

export type DurationPreset = keyof typeof PRESET_MS | 'NO_EXPIRY'

export const DURATION_PRESETS = [
  ...(Object.keys(PRESET_MS) as (keyof typeof PRESET_MS)[]),
  'NO_EXPIRY',
] as const

/** When a token created at `nowMs` with this preset ends, in epoch milliseconds; `null` is never. */
export function expiryOf(preset: DurationPreset, nowMs: number): number | null {
  return preset === 'NO_EXPIRY' ? null : nowMs + PRESET_MS[preset]
}
