import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { GmsDirectory } from '../ports/gms-directory.ts'
import type { Transactions } from '../ports/transactions.ts'
import type { AdmitSsoUser } from './admit-sso-user.ts'
import type { Sessions } from './sessions.ts'
import { ssoRefused, takeLogin } from './sso-identity.ts'
import { maySignInAtGms } from './verify-password-at-gms.ts'

export interface AdmitSsoUserAtGmsPorts {
  directory: Pick<GmsDirectory, 'stateOf'>
  actors: Pick<ActorLookup, 'forget'>
  transactions: Transactions
  sessions: Pick<Sessions, 'prepare'>
}

/**
 * Where users are kept in DataHub: who is one there and active comes in. DataHub makes users and groups of those who sign
 * on to it; we make none there, nor change memberships. Errors: also GMS_CREDENTIALS_REFUSED, DIRECTORY_UNAVAILABLE.
 */
export function makeAdmitSsoUserAtGms(ports: AdmitSsoUserAtGmsPorts): AdmitSsoUser {
  const { directory, actors, transactions, sessions } = ports
  return async ({ actorUrn }, login, from) => {
    const state = maySignInAtGms(actorUrn) ? await directory.stateOf(actorUrn) : 'UNKNOWN'
    if (state === 'SUSPENDED') throw ssoRefused('Your account is suspended.')
    if (state === 'REMOVED') throw ssoRefused('Your account was removed.')
    if (state !== 'ACTIVE')
      throw ssoRefused('You have no account in DataHub yet: sign in there once, and try again here.')
    // What was known of them may be from before they were let in.
    actors.forget(actorUrn)
    const session = await sessions.prepare(actorUrn, 'single sign-on', from)
    await transactions.change(async (writes) => {
      await takeLogin(writes, login)
      await session.write(writes)
    })
    return session.started
  }
}
