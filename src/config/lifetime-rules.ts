import { parseIsoDuration } from '../domain/iso-duration.ts'
import { DURATION_PRESETS, type DurationPreset, expiryOf } from '../domain/token-duration.ts'
import type { Settings } from './schema.ts'

/** What an administrator allows of tokens' lives, from the settings; `rules.ts` has checked them. */
export function lifetimeRules(
  settings: Pick<Settings, 'TOKEN_ALLOW_NO_EXPIRY' | 'TOKEN_ALLOWED_DURATIONS' | 'TOKEN_MAX_LIFETIME'>,
) {
  const { TOKEN_ALLOWED_DURATIONS: allowed, TOKEN_MAX_LIFETIME: longest } = settings
  return {
    allowNoExpiry: settings.TOKEN_ALLOW_NO_EXPIRY,
    ...(allowed === undefined ? {} : { allowedDurations: allowedDurations(allowed) }),
    ...(longest === undefined ? {} : { maxLifetimeMs: parseIsoDuration(longest) ?? 0 }),
  }
}

/** Each name of the list with its milliseconds; `NaN` where it is no duration that a token can have. */
export function allowedDurations(list: string): { name: string; ms: number }[] {
  return list.split(/, */).map((name) => ({ name, ms: durationMs(name) }))
}

function durationMs(name: string): number {
  if ((DURATION_PRESETS as readonly string[]).includes(name))
    return expiryOf(name as DurationPreset, 0) ?? Number.NaN
  return parseIsoDuration(name) || Number.NaN
}
