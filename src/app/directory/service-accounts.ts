import { serviceAccountUrn } from '../../domain/chosen-id.ts'
import { checkedName, checkLines } from '../plain-text.ts'
import type { UserRecord } from '../ports/directory.ts'
import type { ServiceAccounts } from './directory.ts'
import { aboutUrn, foundMember, notThere } from './found.ts'
import { checkNotOneself } from './not-oneself.ts'
import { checkSlice, readPage } from './paging.ts'
import type { DirectoryPorts } from './ports.ts'
import { makeRemoveActor } from './remove-actor.ts'
import { serviceAccountView } from './views.ts'

// As long as their columns.
const DISPLAY_NAME_MAX = 255
const DESCRIPTION_MAX = 500

/** Accounts that only tokens act as: nobody signs in as one, and none has a password. */
export function makeServiceAccounts(ports: DirectoryPorts): ServiceAccounts {
  const { store, transactions, requirePrivilege, auditRecordOf, clock, newUuid } = ports
  const removeActor = makeRemoveActor(ports)
  return {
    async list(caller, slice) {
      await requirePrivilege(caller, 'MANAGE_SERVICE_ACCOUNTS', { what: 'service-account.list' })
      checkSlice(slice)
      const { items, total } = await store.listUsers('SERVICE_ACCOUNT', slice)
      return { items: items.map(serviceAccountView), total }
    },

    async page(caller, page) {
      await requirePrivilege(caller, 'MANAGE_SERVICE_ACCOUNTS', { what: 'service-account.list' })
      const read = store.pageUsers.bind(store, 'SERVICE_ACCOUNT')
      return readPage(ports, 'service accounts', page, read, serviceAccountView)
    },

    async get(caller, urn) {
      const attempt = { what: 'service-account.read', ...aboutUrn(urn) }
      await requirePrivilege(caller, 'MANAGE_SERVICE_ACCOUNTS', attempt)
      return serviceAccountView(await foundMember(store, 'SERVICE_ACCOUNT', urn))
    },

    async create(caller, { displayName, description = null }) {
      await requirePrivilege(caller, 'MANAGE_SERVICE_ACCOUNTS', { what: 'service-account.create' })
      checkLines('description', description ?? '', DESCRIPTION_MAX)
      const account: UserRecord = {
        urn: serviceAccountUrn(newUuid()),
        kind: 'SERVICE_ACCOUNT',
        displayName: checkedName('displayName', displayName, DISPLAY_NAME_MAX),
        email: null,
        title: description?.trim() || null,
        passwordHash: null,
        status: 'ACTIVE',
        createdAt: clock.now(),
        createdBy: caller.principal.actorUrn,
        removedAt: null,
      }
      const act = auditRecordOf(caller, {
        action: 'service-account.create',
        subject: account.urn,
        details: { displayName: account.displayName },
      })
      await transactions.change(({ directory, audit }) => {
        directory.insertUser(account)
        audit.append(act)
      })
      return serviceAccountView(account)
    },

    async remove(caller, urn) {
      const attempt = { what: 'service-account.remove', ...aboutUrn(urn) }
      await requirePrivilege(caller, 'MANAGE_SERVICE_ACCOUNTS', attempt)
      await foundMember(store, 'SERVICE_ACCOUNT', urn)
      checkNotOneself(caller, urn, 'removed')
      if (!(await removeActor(caller, urn, 'service-account.remove'))) throw notThere('SERVICE_ACCOUNT')
    },
  }
}
