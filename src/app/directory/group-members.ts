import type { Caller } from '../../domain/caller.ts'
import { corpGroupId } from '../../domain/urn.ts'
import { invalid, ServiceError } from '../../errors/service-error.ts'
import type { Groups } from './directory.ts'
import { aboutUrn, foundGroup } from './found.ts'
import { checkSlice, readPage } from './paging.ts'
import type { DirectoryPorts } from './ports.ts'
import { checkedUrns, recordsOfMany } from './several-urns.ts'
import { userView } from './views.ts'

// An error names so many of the users that do not exist: enough to see what is wrong, few enough to read.
const NAMED_MAX = 10

type MemberChange = 'group.add-members' | 'group.remove-members'

/** Who is in a group. */
export function makeGroupMembers(
  ports: DirectoryPorts,
): Pick<Groups, 'listMembers' | 'pageMembers' | 'addMembers' | 'removeMembers'> {
  const { store, transactions, actors, requirePrivilege, auditRecordOf } = ports

  const ask = (caller: Caller, what: string, urn: string) =>
    requirePrivilege(caller, 'MANAGE_USERS_AND_GROUPS', { what, ...aboutUrn(urn) })

  /** Checks that the group's members are changed here. `failed` begins DataHub's text (AddGroupMembersResolver.java). */
  async function checkEditable(urn: string, failed: string): Promise<void> {
    // What is no URN of a group stays unsaid: a token may have slipped there.
    const group = corpGroupId(urn) === undefined ? 'group' : `group ${urn}`
    const { origin } = await foundGroup(store, urn, `${failed} ${group}. Group does not exist.`)
    if (origin === 'NATIVE') return
    throw new ServiceError('CONFLICT', {
      detail: `${failed} ${group}. It comes with single sign-on: change its members at the provider.`,
    })
  }

  async function change(
    caller: Caller,
    action: MemberChange,
    groupUrn: string,
    userUrns: readonly string[],
  ): Promise<void> {
    if (userUrns.length === 0) return
    const acts = recordsOfMany(auditRecordOf, caller, { action, subject: groupUrn }, 'userUrns', userUrns)
    await transactions.change(({ directory, audit }) => {
      if (action === 'group.add-members') directory.addMembers(groupUrn, userUrns)
      else directory.removeMembers(groupUrn, userUrns)
      for (const act of acts) audit.append(act)
    })
    actors.forget()
  }

  return {
    async listMembers(caller, urn, slice) {
      await ask(caller, 'group.list-members', urn)
      checkSlice(slice)
      await foundGroup(store, urn)
      const { items, total } = await store.listGroupMembers(urn, slice)
      return { items: items.map(userView), total }
    },

    async pageMembers(caller, urn, page) {
      await ask(caller, 'group.list-members', urn)
      await foundGroup(store, urn)
      const read = store.pageGroupMembers.bind(store, urn)
      return readPage(ports, `members of ${urn}`, page, read, userView)
    },

    async addMembers(caller, urn, userUrns) {
      await ask(caller, 'group.add-members', urn)
      const users = checkedUrns('userUrns', userUrns, { groupsToo: false })
      await checkEditable(urn, 'Failed to add members to')
      const existing = await store.findExisting(users)
      const unknown = users.filter((user) => !existing.has(user))
      if (unknown.length > 0) throw invalid(`userUrns must be users that exist. ${named(unknown)}`)
      await change(caller, 'group.add-members', urn, users)
    },

    async removeMembers(caller, urn, userUrns) {
      await ask(caller, 'group.remove-members', urn)
      const users = checkedUrns('userUrns', userUrns, { groupsToo: false })
      await checkEditable(urn, 'Failed to remove members from')
      await change(caller, 'group.remove-members', urn, users)
    },
  }
}

function named(unknown: readonly string[]): string {
  const more = unknown.length - NAMED_MAX
  const names = unknown.slice(0, NAMED_MAX).join(', ')
  return `There is no ${names}${more > 0 ? ` nor ${more} more` : ''}.`
}
