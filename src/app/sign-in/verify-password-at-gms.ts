import { isServiceAccountUrn } from '../../domain/chosen-id.ts'
import { corpuserId, corpuserUrn, hasOneSpelling, ROOT_USER_URN } from '../../domain/urn.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { GmsCredentials, GmsDirectory } from '../ports/gms-directory.ts'
import type { VerifyPassword } from '../ports/sign-in.ts'
import type { PasswordResets } from './password-resets.ts'

export interface VerifyPasswordAtGmsPorts {
  credentials: Pick<GmsCredentials, 'verify'>
  directory: Pick<GmsDirectory, 'stateOf'>
  actors: Pick<ActorLookup, 'forget'>
  resets: Pick<PasswordResets, 'watch'>
  /** Of our own directory: root's password is ours. */
  verifyHere: VerifyPassword
}

/**
 * Against the passwords of DataHub's native users, as datahub-frontend checks them (AuthenticationController.tryLogin);
 * root against ours. GMS is asked the same, at the same time, whether there is such a user or not. Errors:
 * GMS_CREDENTIALS_REFUSED, DIRECTORY_UNAVAILABLE, TOO_MANY_SIGN_INS.
 */
export function makeVerifyPasswordAtGms(ports: VerifyPasswordAtGmsPorts): VerifyPassword {
  const { credentials, directory, actors, resets, verifyHere } = ports
  return async (username, password) => {
    const urn = corpuserUrn(username)
    if (urn === ROOT_USER_URN) return verifyHere(username, password)
    if (!maySignInAtGms(urn)) return { matches: false, actorUrn: null }
    const isOvertaken = resets.watch(urn)
    const [matches, state] = await Promise.all([credentials.verify(urn, password), directory.stateOf(urn)])
    const isActive = state === 'ACTIVE'
    // What was known of them may be from before they were let in.
    if (matches && isActive) actors.forget(urn)
    const actorUrn = isActive || state === 'SUSPENDED' ? urn : null
    return { matches: matches && isActive, actorUrn, isOvertaken }
  }
}

/**
 * Whether a password of DataHub's can make somebody this user here. Not root, and not a service account: those are ours,
 * and whoever took such a name at DataHub would be one of them.
 */
export function maySignInAtGms(urn: string): boolean {
  return (
    urn !== ROOT_USER_URN && corpuserId(urn) !== undefined && hasOneSpelling(urn) && !isServiceAccountUrn(urn)
  )
}
