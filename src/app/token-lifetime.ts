import { parseIsoDuration } from '../domain/iso-duration.ts'
import { type DurationPreset, expiryOf } from '../domain/token-duration.ts'
import { ServiceError } from '../errors/service-error.ts'

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

/**
 * When the token ends, epoch milliseconds, or `null` for never. Throws INVALID_REQUEST that says what to send where not
 * exactly one lifetime was asked for, it is not at least a second, or it has no end, or one after more than ten years, and
 * tokens without an end are not allowed.
 */
export function requestedExpiry(
  requested: RequestedLifetime,
  allowNoExpiry: boolean,
  nowMs: number,
): number | null {
  const { duration, durationIso, expiresAt } = requested
  const given = [duration, durationIso, expiresAt].filter((value) => value !== undefined)
  if (given.length !== 1) {
    throw invalid(
      'Say how long the token shall live with exactly one of duration, durationIso and expiresAt.',
    )
  }
  if (duration === 'NO_EXPIRY' && !allowNoExpiry) {
    throw invalid(
      'Tokens that never expire are switched off here (TOKEN_ALLOW_NO_EXPIRY). Ask for a duration.',
    )
  }
  const expiry =
    duration !== undefined ? expiryOf(duration, nowMs) : (expiresAt ?? nowMs + isoDurationMs(durationIso))
  if (expiry === null) return null
  if (expiry - nowMs < LIFETIME_MIN_MS)
    throw invalid('expiresAt must lie at least one second in the future, in epoch milliseconds.')
  if (!allowNoExpiry && expiry - nowMs > LIFETIME_MAX_MS) {
    throw invalid(
      'Tokens live for 10 years (3650 days) at most here, since endless ones are switched off (TOKEN_ALLOW_NO_EXPIRY). Ask for less.',
    )
  }
  if (expiry > TIME_MAX_MS)
    throw invalid('The token would live longer than a date can be written. Ask for less.')
  return expiry
}

function isoDurationMs(text: string | undefined): number {
  const durationMs = text === undefined ? undefined : parseIsoDuration(text)
  if (durationMs === undefined || durationMs <= 0) {
    throw invalid('durationIso must be an ISO 8601 duration longer than nothing, such as P30D or PT12H.')
  }
  return durationMs
}

function invalid(detail: string): ServiceError {
  return new ServiceError('INVALID_REQUEST', { detail })
}
