import { displayNameIn, groupsIn, textClaim } from '../../domain/sso-claims.ts'
import { corpuserId, corpuserUrn, isReservedActor, ROOT_USER_URN } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Claims, SsoIdentity, UsedLogin } from '../ports/sso.ts'
import type { Writes } from '../ports/transactions.ts'

/** How claims are read: DataHub's `AUTH_OIDC_*`. */
export interface ClaimRules {
  userNameClaim: string
  /** The part of the claim that is the name; `undefined` where there is none. */
  extractUserName: (claim: string) => string | undefined
  groupsClaims: readonly string[]
  /** Whether the provider decides which external groups a user is in. */
  syncGroups: boolean
  /** One of these is needed; empty: none is. */
  requiredGroups: readonly string[]
  systemClientId: string
}

// A token of more groups than this is no person's.
const GROUPS_MAX = 1000

/** Reads who signs on from the provider's claims. Errors: SSO_REFUSED, SSO_FAILED where a claim is missing. */
export function ssoIdentity(claims: Claims, rules: ClaimRules): SsoIdentity {
  const { userNameClaim, groupsClaims, syncGroups, requiredGroups, systemClientId } = rules
  const claim = textClaim(claims, userNameClaim)
  if (claim === undefined) {
    throw new ServiceError('SSO_FAILED', {
      internal: `the provider's claims have no text named "${userNameClaim}" (AUTH_OIDC_USER_NAME_CLAIM), only ${Object.keys(claims).join(', ')}`,
    })
  }
  // A pattern that stops at the end of a line would take one name for another.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(claim))
    throw ssoRefused('The identity provider gives you a name that nobody can have here.')
  // Whoever may write any address into their profile could be anybody.
  // Amazon Cognito and Apple write the boolean as a text.
  if (userNameClaim === 'email' && /^false$/i.test(String(claims.email_verified)))
    throw ssoRefused('The identity provider has not verified your e-mail address. Try again once it has.')

  const userName = rules.extractUserName(claim)
  const actorUrn = corpuserUrn(userName ?? '')
  if (userName === undefined || corpuserId(actorUrn) === undefined)
    throw ssoRefused('The identity provider gives you a name that nobody can have here.')
  if (actorUrn === ROOT_USER_URN || isReservedActor(actorUrn, systemClientId))
    throw ssoRefused('The identity provider gives you a name that is reserved here.')

  const groups = groupsIn(claims, groupsClaims)
  if (groups.length > GROUPS_MAX) {
    throw new ServiceError('SSO_FAILED', {
      internal: `the provider names ${groups.length} groups of ${actorUrn}, and at most ${GROUPS_MAX} are taken`,
    })
  }
  if (requiredGroups.length > 0 && !requiredGroups.some((group) => groups.includes(group)))
    throw ssoRefused('You are in none of the groups whose members may sign in.')
  return {
    actorUrn,
    displayName: displayNameIn(claims, userName),
    email: emailIn(claims),
    groups: syncGroups ? groups : undefined,
  }
}

function emailIn(claims: Claims): string | null {
  const email = textClaim(claims, 'email')
  // As long as the column.
  return email !== undefined && email.length <= 320 ? email : null
}

/** Somebody may not come in, for a reason that is theirs to know. */
export function ssoRefused(why: string): ServiceError {
  return new ServiceError('SSO_REFUSED', { detail: `${why} Please contact your DataHub administrator.` })
}

/** Uses a login up, in the transaction that its session begins in. Errors: SSO_REFUSED where it was used before. */
export async function takeLogin(
  { sessions }: Pick<Writes, 'sessions'>,
  { digest, expiresAt }: UsedLogin,
): Promise<void> {
  if (await sessions.takeLogin(digest, expiresAt)) return
  throw new ServiceError('SSO_REFUSED', {
    detail: 'This sign-on was used before. Try again from the sign-in page.',
  })
}
