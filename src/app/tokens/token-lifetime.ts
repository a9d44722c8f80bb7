import { parseIsoDuration } from '../../domain/iso-duration.ts'
import { type DurationPreset, expiryOf } from '../../domain/token-duration.ts'
import { invalid } from '../../errors/service-error.ts'

/** How long a new token shall live: exactly one of the three. `expiresAt` is epoch milliseconds. */
export interface RequestedLifetime {
  duration?: DurationPreset
  durationIso?: string
  expiresAt?: number
}

// The last millisecond that a JavaScript date can hold; `exp` beyond it could not be shown to anybody.
const TIME_MAX_MS = 8_640_000_000_000_000

// A token's `exp` is whole seconds, rounded down: with less it would be dead at birth.
const LIFETIME_MIN_MS = 1000

// Where tokens without an end are switched off, one that ends in a thousand years would be the same by another name.
// Ten years are longer than any credential should live, as P10Y counts: of 365 days each.
const LIFETIME_MAX_MS = 10 * 365 * 86_400_000

/** What an administrator allows. */
export interface LifetimeRules {
  allowNoExpiry: boolean
  /** The only durations that may be asked for, as they were configured and in milliseconds; absent: any. */
  allowedDurations?: readonly { name: string; ms: number }[]
  /** No token lives longer, milliseconds. */
  maxLifetimeMs?: number
}

/**
 * When the token ends, epoch milliseconds, or `null` for never. Throws INVALID_REQUEST that says what is allowed where
 * not exactly one lifetime was asked for, it is not at least a second, or it is one that the rules do not allow: the
 * texts are DataHub's where it has one (AccessTokenDurationPolicy.java). A date is held to the longest allowed duration.
 */
export function requestedExpiry(
  requested: RequestedLifetime,
  rules: LifetimeRules,
  nowMs: number,
): number | null {
  const { duration, durationIso, expiresAt } = requested
  const given = [duration, durationIso, expiresAt].filter((value) => value !== undefined)
  if (given.length !== 1) {
    throw invalid(
      'Say how long the token shall live with exactly one of duration, durationIso and expiresAt.',
    )
  }
  if (duration === 'NO_EXPIRY' && !rules.allowNoExpiry) {
    throw invalid(
      'Creating access tokens with no expiry is disabled. Configure TOKEN_ALLOW_NO_EXPIRY=true to enable, or ask for a duration.',
    )
  }
  const expiry =
    duration !== undefined ? expiryOf(duration, nowMs) : (expiresAt ?? nowMs + isoDurationMs(durationIso))
  if (expiry === null) return null
  const lifetimeMs = expiry - nowMs
  if (lifetimeMs < LIFETIME_MIN_MS)
    throw invalid('expiresAt must lie at least one second in the future, in epoch milliseconds.')
  checkAllowed(duration ?? durationIso, lifetimeMs, rules)
  if (expiry > TIME_MAX_MS)
    throw invalid('The token would live longer than a date can be written. Ask for less.')
  return expiry
}

function checkAllowed(asked: string | undefined, lifetimeMs: number, rules: LifetimeRules): void {
  const { allowedDurations: allowed, maxLifetimeMs = Number.POSITIVE_INFINITY, allowNoExpiry } = rules
  const longest = Math.min(maxLifetimeMs, allowed ? Math.max(...allowed.map(({ ms }) => ms)) : maxLifetimeMs)
  if (allowed !== undefined && asked !== undefined && !allowed.some(({ ms }) => ms === lifetimeMs)) {
    const names = allowed.map(({ name }) => name).join(', ')
    throw invalid(`Access token duration '${asked}' is not allowed. Allowed durations: ${names}`)
  }
  if (lifetimeMs > longest) {
    throw invalid(`Tokens live for ${inWords(longest)} at most here. Ask for less.`)
  }
  if (!allowNoExpiry && longest === Number.POSITIVE_INFINITY && lifetimeMs > LIFETIME_MAX_MS) {
    throw invalid(
      'Tokens live for 10 years (3650 days) at most here, since endless ones are switched off (TOKEN_ALLOW_NO_EXPIRY). Ask for less.',
    )
  }
}

const UNITS = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

function inWords(ms: number): string {
  let rest = ms
  const parts = UNITS.flatMap(([unit, unitMs]) => {
    const count = Math.floor(rest / unitMs)
    rest -= count * unitMs
    return count === 0 ? [] : [`${count} ${unit}${count === 1 ? '' : 's'}`]
  })
  return new Intl.ListFormat('en-GB').format(parts)
}

function isoDurationMs(text: string | undefined): number {
  const durationMs = text === undefined ? undefined : parseIsoDuration(text)
  if (durationMs === undefined || durationMs <= 0) {
    throw invalid('durationIso must be an ISO 8601 duration longer than nothing, such as P30D or PT12H.')
  }
  return durationMs
}
