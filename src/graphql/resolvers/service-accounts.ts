import type { Directory } from '../../app/directory/directory.ts'
import type { Resolvers } from '../resolvers.ts'
import { serviceAccount } from './entities.ts'
import { forCallers } from './refusal.ts'
import { listResult, sliceOf } from './slice.ts'

// CreateServiceAccountResolver.java and its neighbours say what was refused.
const refused = (what: string) =>
  `Unauthorized to ${what} service accounts. Please contact your DataHub administrator.`

/** Service accounts, as newer DataHub has them. */
export function makeServiceAccountResolvers({
  serviceAccounts,
}: Pick<Directory, 'serviceAccounts'>): Resolvers {
  return {
    Query: {
      getServiceAccount: forCallers(
        async ({ urn }, caller) => serviceAccount(await serviceAccounts.get(caller, urn)),
        refused('view'),
      ),
      listServiceAccounts: forCallers(async ({ input }, caller) => {
        const slice = sliceOf(input)
        const { items, total } = await serviceAccounts.list(caller, slice)
        return listResult(slice, { total, items: items.map(serviceAccount) }, 'serviceAccounts')
      }, refused('list')),
    },
    Mutation: {
      createServiceAccount: forCallers(async ({ input }, caller) => {
        const { displayName, description } = input
        const account = { displayName: displayName ?? '', description: description ?? null }
        return serviceAccount(await serviceAccounts.create(caller, account))
      }, refused('create')),
      deleteServiceAccount: forCallers(async ({ urn }, caller) => {
        await serviceAccounts.remove(caller, urn)
        return true
      }, refused('delete')),
    },
  }
}
