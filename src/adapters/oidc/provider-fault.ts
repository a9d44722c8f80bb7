import { ProviderUnreachable } from '../../app/ports/sso.ts'
import { ServiceError } from '../../errors/service-error.ts'

const TEXT_LENGTH_MAX = 300

// RFC 6749 §4.1.2.1 and OpenID Connect Core §3.1.2.6: what the person did, or the provider wants of them first.
const PERSONS = new Set([
  'access_denied',
  'account_selection_required',
  'consent_required',
  'interaction_required',
  'login_required',
])

/**
 * What a failed exchange with the identity provider is: SSO_REFUSED where the provider says no to the person, or does not
 * know the code (used, or too old), else SSO_FAILED with what a log may have, which is a `ProviderUnreachable` where it gave
 * no answer. The error itself stays here: it carries answers of the provider, with tokens in them.
 */
export function providerFault(error: unknown): ServiceError {
  const { error: oauthCode } = error as { error?: unknown }
  if (typeof oauthCode === 'string' && PERSONS.has(oauthCode)) {
    return new ServiceError('SSO_REFUSED', {
      detail: 'The identity provider did not sign you in. Try again from the sign-in page.',
    })
  }
  if (oauthCode === 'invalid_grant') {
    return new ServiceError('SSO_REFUSED', {
      detail: 'This sign-on was used before, or took too long. Try again from the sign-in page.',
    })
  }
  const internal = `the identity provider: ${described(error)}`
  return isUnanswered(error)
    ? new ProviderUnreachable(internal)
    : new ServiceError('SSO_FAILED', { internal })
}

/** What undici and openid-client throw of a connection that fails or times out, and of a provider that is out of order. */
function isUnanswered(error: unknown): boolean {
  const { message, code, cause } = Object(error) as Partial<Error> & Words
  const { status } = Object(cause) as { status?: unknown }
  return (
    (error instanceof TypeError && message === 'fetch failed') ||
    code === 'OAUTH_TIMEOUT' ||
    (typeof status === 'number' && status >= 500)
  )
}

/** Names, codes and OAuth's own words, down the causes. */
function described(error: unknown): string {
  const parts: string[] = []
  for (let at = error; at instanceof Error && parts.length < 5; at = at.cause) {
    const { name, message, code, error: oauthCode, error_description: text } = at as Error & Words
    parts.push([name, code, message, oauthCode, text].filter((part) => typeof part === 'string').join(' '))
  }
  const text = parts.join(': ').slice(0, TEXT_LENGTH_MAX)
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a line of the log is one line
  return text.replaceAll(/[\u0000-\u001f\u007f]/g, ' ')
}

interface Words {
  code?: unknown
  error?: unknown
  error_description?: unknown
}
