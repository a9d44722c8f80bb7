import { parseHoconDuration } from '../domain/hocon-duration.ts'
import type { SettingName, Settings } from './schema.ts'

// What RE2 has not: it keeps no text to look back at, and so takes no longer than the text is long.
const BEYOND_RE2 = /\(\?(?:=|!|<=|<!)|\\[1-9]|\\k</

/** Our callback as browsers and the provider know it: DataHub's `<AUTH_OIDC_BASE_URL>/callback/oidc`. */
export function callbackUrl({ AUTH_OIDC_BASE_URL: base }: Pick<Settings, 'AUTH_OIDC_BASE_URL'>): URL {
  return new URL(`${(base ?? 'http://localhost').replace(/\/+$/, '')}/callback/oidc`)
}

/** What is wrong with how people sign in; sentences as in `configurationFaults`. */
export function signInFaults(settings: Partial<Settings>): string[] {
  const { MAX_SESSION_TOKEN_AGE: age } = settings
  const faults =
    age !== undefined && parseHoconDuration(age) === undefined
      ? ['MAX_SESSION_TOKEN_AGE must be a duration longer than nothing, such as 24h.']
      : []
  return settings.AUTH_OIDC_ENABLED === true ? [...faults, ...oidcFaults(settings)] : faults
}

function oidcFaults(settings: Partial<Settings>): string[] {
  const required: SettingName[] = [
    'AUTH_OIDC_CLIENT_ID',
    'AUTH_OIDC_CLIENT_SECRET',
    'AUTH_OIDC_DISCOVERY_URI',
    'AUTH_OIDC_BASE_URL',
  ]
  const faults = required
    .filter((name) => settings[name] === undefined)
    .map((name) => `${name} is required with AUTH_OIDC_ENABLED=true.`)
  const { AUTH_OIDC_BASE_URL: baseUrl, AUTH_OIDC_SCOPE: scope = 'openid' } = settings
  if (baseUrl !== undefined && /[?#@;]/.test(baseUrl)) {
    faults.push(
      'AUTH_OIDC_BASE_URL must have no user, query, fragment or semicolon: the path /callback/oidc follows it, and is the path of a cookie.',
    )
  }
  if (!scope.split(' ').includes('openid')) {
    faults.push('AUTH_OIDC_SCOPE must contain openid: without it there is no ID token to trust.')
  }
  for (const name of ['AUTH_OIDC_GROUPS_CLAIM', 'AUTH_OIDC_REQUIRED_GROUPS'] as const) {
    // A list of nothing would let in everybody whom it was to keep out.
    if (/^[\s,]+$/.test(settings[name] ?? ''))
      faults.push(`${name} must name one at the least, not only commas.`)
  }
  if (!isLinearPattern(settings.AUTH_OIDC_USER_NAME_CLAIM_REGEX ?? '')) {
    faults.push(
      'AUTH_OIDC_USER_NAME_CLAIM_REGEX must be a regular expression without lookaround and back references.',
    )
  }
  if (settings.AUTH_OIDC_PRE_PROVISIONING_REQUIRED === true && settings.AUTH_OIDC_JIT_PROVISIONING_ENABLED) {
    faults.push(
      'AUTH_OIDC_JIT_PROVISIONING_ENABLED must be false where AUTH_OIDC_PRE_PROVISIONING_REQUIRED is true: together they say that new users are let in and are not.',
    )
  }
  return faults
}

function isLinearPattern(pattern: string): boolean {
  try {
    new RegExp(pattern, 'u')
    return !BEYOND_RE2.test(pattern)
  } catch {
    return false
  }
}
