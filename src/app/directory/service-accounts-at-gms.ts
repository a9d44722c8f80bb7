import type { GmsServiceAccounts } from '../ports/gms-directory.ts'
import type { ServiceAccounts } from './directory.ts'

/**
 * Our service accounts where users are DataHub's: DataHub is told of each, for newer GMS gives no session to somebody it
 * does not know, and their tokens would lead nowhere. Errors of `create` also: GMS_CREDENTIALS_REFUSED,
 * DIRECTORY_UNAVAILABLE.
 */
export function makeServiceAccountsAtGms(ours: ServiceAccounts, theirs: GmsServiceAccounts): ServiceAccounts {
  return {
    ...ours,
    async create(caller, request) {
      const account = await ours.create(caller, request)
      try {
        await theirs.put(account)
      } catch (error) {
        await ours.remove(caller, account.urn)
        throw error
      }
      return account
    },
    async remove(caller, urn) {
      await ours.remove(caller, urn)
      // Its tokens are revoked, so what is left of it at DataHub can do nothing, and no failure there undoes the removal.
      await theirs.remove(urn).catch(() => undefined)
    },
  }
}
