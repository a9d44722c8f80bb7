import type { ActorLookup } from './actor-lookup.ts'
import type { AdmitSsoUser } from './admit-sso-user.ts'
import type { Transactions } from './ports-transactions.ts'
import type { Sessions } from './sessions.ts'
import { ssoRefused, takeLogin } from './sso-identity.ts'

export interface AdmitSsoUserAtGmsPorts {
  actors: Pick<ActorLookup, 'find'>
  transactions: Transactions
  sessions: Pick<Sessions, 'prepare'>
}

/**
 * Where users are kept in DataHub: who is one there and active comes in. DataHub makes users and groups of those who sign
 * on to it; we make none there, nor change memberships.
 */
export function makeAdmitSsoUserAtGms({
  actors,
  transactions,
  sessions,
}: AdmitSsoUserAtGmsPorts): AdmitSsoUser {
  return async ({ actorUrn }, login, from) => {
    const actor = await actors.find(actorUrn)
    if (actor === undefined || actor.kind !== 'USER')
      throw ssoRefused('You have no account in DataHub yet: sign in there once, and try again here.')
    if (actor.status !== 'ACTIVE') throw ssoRefused('Your account is suspended.')
    const session = await sessions.prepare(actorUrn, 'single sign-on', from)
    await transactions.change(async (writes) => {
      await takeLogin(writes, login)
      await session.write(writes)
    })
    return session.started
  }
}
