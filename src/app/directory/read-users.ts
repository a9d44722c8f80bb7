import type { Users } from './directory.ts'
import { aboutUrn, foundMember } from './found.ts'
import { checkSlice, readPage } from './paging.ts'
import type { DirectoryPorts } from './ports.ts'
import { userView } from './views.ts'

/** People, and oneself, which a service account sees too. */
export function makeReadUsers(ports: DirectoryPorts): Pick<Users, 'list' | 'page' | 'get'> {
  const { store, requirePrivilege } = ports
  return {
    async list(caller, slice) {
      await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'user.list' })
      checkSlice(slice)
      const { items, total } = await store.listUsers('USER', slice)
      return { items: items.map(userView), total }
    },
    async page(caller, page) {
      await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'user.list' })
      return readPage(ports, 'users', page, (read) => store.pageUsers('USER', read), userView)
    },
    async get(caller, urn) {
      if (urn === caller.principal.actorUrn) {
        const oneself = await store.findMember(urn)
        if (oneself !== undefined) return userView(oneself)
      }
      await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'user.read', ...aboutUrn(urn) })
      return userView(await foundMember(store, 'USER', urn))
    },
  }
}
