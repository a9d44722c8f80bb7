import type { Role } from '../../domain/role.ts'
import { ServiceError } from '../../errors/service-error.ts'
import { pageOf } from '../page-cursor.ts'
import type { Roles } from './directory.ts'
import { checkSlice } from './paging.ts'
import type { DirectoryPorts } from './ports.ts'
import { checkedUrns, recordsOfMany } from './several-urns.ts'

/** Throws NOT_FOUND for a URN of no role; `null` is no role, and may be given. */
export function checkRole({ roles }: Pick<DirectoryPorts, 'roles'>, roleUrn: string | null): void {
  if (roleUrn === null || roles.some(({ urn }) => urn === roleUrn)) return
  throw new ServiceError('NOT_FOUND', {
    detail: `There is no role with this URN. There are ${roles.map(({ urn }) => urn).join(', ')}.`,
  })
}

/** The roles, who has them, and giving them. */
export function makeRoles(
  ports: DirectoryPorts,
): Pick<Roles, 'list' | 'listMembers' | 'pageMembers' | 'assign'> {
  const { store, roles, transactions, actors, requirePrivilege, auditRecordOf } = ports
  const byName = roles.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  return {
    async list(_caller, slice) {
      checkSlice(slice)
      const { start, count, query } = slice
      const found = byName.filter((role) => mentions(role, query))
      const counts = await store.countRoleMembers()
      const items = found
        .slice(start, start + count)
        .map((role) => ({ ...role, memberCount: counts.get(role.urn) ?? 0 }))
      return { items, total: found.length }
    },

    async listMembers(caller, roleUrn, slice) {
      await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'role.list-members' })
      checkSlice(slice)
      checkRole(ports, roleUrn)
      return store.listRoleMembers(roleUrn, slice)
    },

    async pageMembers(caller, roleUrn, { limit, cursor }) {
      await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'role.list-members' })
      checkRole(ports, roleUrn)
      const question = { list: 'role', roleUrn }
      const after = cursor === undefined ? {} : { after: ports.cursors.open(question, cursor).urn }
      const members = await store.pageRoleMembers(roleUrn, { limit: limit + 1, ...after })
      return pageOf(members, limit, (urn) => ports.cursors.seal(question, { createdAt: 0, urn }))
    },

    async assign(caller, roleUrn, actorUrns) {
      await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'role.assign' })
      checkRole(ports, roleUrn)
      const asked = checkedUrns('actors', actorUrns, { groupsToo: true })
      const existing = await store.findExisting(asked)
      const urns = asked.filter((urn) => existing.has(urn))
      if (urns.length === 0) return
      const act = {
        action: 'role.assign',
        details: { roleUrn },
        ...(roleUrn === null ? {} : { subject: roleUrn }),
      } as const
      const acts = recordsOfMany(auditRecordOf, caller, act, 'actorUrns', urns)
      await transactions.change(({ directory, audit }) => {
        directory.setRole(urns, roleUrn)
        for (const record of acts) audit.append(record)
      })
      actors.forget()
    },
  }
}

function mentions({ urn, name }: Role, query: string): boolean {
  const wanted = query === '*' ? '' : query.toLowerCase()
  return [urn, name].some((text) => text.toLowerCase().includes(wanted))
}
