import { chosenIdFault } from '../../domain/chosen-id.ts'
import { corpGroupUrn } from '../../domain/urn.ts'
import { invalid, ServiceError } from '../../errors/service-error.ts'
import { checkedName, checkLines } from '../plain-text.ts'
import type { GroupRecord } from '../ports/directory.ts'
import { DuplicateError } from '../ports/transactions.ts'
import type { Groups } from './directory.ts'
import { aboutUrn, foundGroup } from './found.ts'
import { checkSlice, readPage } from './paging.ts'
import type { DirectoryPorts } from './ports.ts'
import { groupView } from './views.ts'

// As long as its column.
const NAME_MAX = 255
// In three bytes each, within the 64 kB of a TEXT column.
const DESCRIPTION_MAX = 10_000

/** Groups themselves; who is in them is group-members.ts. */
export function makeGroups(
  ports: DirectoryPorts,
): Pick<Groups, 'list' | 'page' | 'get' | 'create' | 'remove'> {
  const { store, transactions, actors, requirePrivilege, auditRecordOf, clock, newUuid } = ports
  return {
    async list(caller, slice) {
      await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'group.list' })
      checkSlice(slice)
      const { items, total } = await store.listGroups(slice)
      return { items: items.map(groupView), total }
    },

    async page(caller, page) {
      await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'group.list' })
      return readPage(ports, 'groups', page, store.pageGroups, groupView)
    },

    async get(caller, urn) {
      await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'group.read', ...aboutUrn(urn) })
      return groupView(await foundGroup(store, urn))
    },

    async create(caller, { id = newUuid(), name, description = null }) {
      await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'group.create' })
      const fault = chosenIdFault(id)
      if (fault !== undefined) throw invalid(`id ${fault}`)
      checkLines('description', description ?? '', DESCRIPTION_MAX)
      const group: GroupRecord = {
        urn: corpGroupUrn(id),
        name: checkedName('name', name, NAME_MAX),
        description: description?.trim() || null,
        origin: 'NATIVE',
        createdAt: clock.now(),
      }
      const details = { name: group.name }
      const act = auditRecordOf(caller, { action: 'group.create', subject: group.urn, details })
      await transactions
        .change(({ directory, audit }) => {
          directory.insertGroup(group)
          audit.append(act)
        })
        .catch((error: unknown) => {
          if (!(error instanceof DuplicateError)) throw error
          throw new ServiceError('CONFLICT', { detail: 'This Group already exists!' })
        })
      return groupView({ ...group, roles: [], memberCount: 0 })
    },

    async remove(caller, urn) {
      await requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what: 'group.remove', ...aboutUrn(urn) })
      const { name } = await foundGroup(store, urn)
      const act = auditRecordOf(caller, { action: 'group.remove', subject: urn, details: { name } })
      await transactions.change(async ({ directory, audit }) => {
        if (await directory.removeGroup(urn)) audit.append(act)
      })
      actors.forget()
    },
  }
}
