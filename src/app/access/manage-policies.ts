import type { PolicyDocument } from '../../domain/policy/policy.ts'
import { idOfType } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import type { Clock } from '../ports/core.ts'
import type { PolicyRecord, PolicyStore } from '../ports/policies.ts'
import type { Transactions } from '../ports/transactions.ts'
import { checkedPolicy } from './checked-policy.ts'
import type { Policies } from './policies.ts'
import {
  changeDetails,
  checkEditable,
  noSuchPolicy,
  updatedInfo,
  withoutPolicy,
  withPolicy,
} from './policy-change.ts'
import type { HeldPolicies } from './policy-snapshots.ts'
import { aboutPolicy, makeReadPolicies, type ReadPoliciesPorts } from './read-policies.ts'

export interface ManagePoliciesPorts extends ReadPoliciesPorts {
  policies: Pick<HeldPolicies, 'current' | 'reload' | 'amend'>
  store: Pick<PolicyStore, 'find'>
  transactions: Transactions
  auditRecordOf: AuditRecordOf
  clock: Pick<Clock, 'now'>
  newUuid: () => string
}

/** The policies of our own store. */
export function makePolicies(ports: ManagePoliciesPorts): Policies {
  const { policies, store, requirePrivilege, transactions, auditRecordOf, clock, newUuid } = ports

  async function found(urn: string): Promise<PolicyRecord> {
    const policy = idOfType('dataHubPolicy', urn) === undefined ? undefined : await store.find(urn)
    if (policy === undefined) throw noSuchPolicy()
    return policy
  }

  /**
   * What was committed holds here when this resolves. Where the store cannot be read at this moment, the change is made to
   * what is in force: an error would say that it did not happen, and have it sent again.
   */
  async function enforce(change: Parameters<HeldPolicies['amend']>[0]): Promise<void> {
    try {
      await policies.reload()
    } catch {
      await policies.amend(change)
    }
  }

  return {
    ...makeReadPolicies(ports),
    async create(caller, input) {
      await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'policy.create' })
      const info = { ...checkedPolicy(input), editable: true, lastUpdatedTimestamp: clock.now() }
      const policy: PolicyDocument = { urn: `urn:li:dataHubPolicy:${newUuid()}`, info }
      const details = changeDetails(undefined, info)
      const act = auditRecordOf(caller, { action: 'policy.create', subject: policy.urn, details })
      await transactions.change(({ policies, audit }) => {
        policies.insert(policy)
        audit.append(act)
      })
      await enforce((all) => withPolicy(all, policy))
      return policy
    },

    async update(caller, urn, input) {
      await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'policy.update', ...aboutPolicy(urn) })
      const before = await found(urn)
      const info = { ...updatedInfo(before.info, input), lastUpdatedTimestamp: clock.now() }
      const details = changeDetails(before.info, info)
      const act = auditRecordOf(caller, { action: 'policy.update', subject: urn, details })
      await transactions.change(async ({ policies, audit }) => {
        if (!(await policies.update({ ...before, info })))
          throw new ServiceError('CONFLICT', {
            detail:
              'The policy was changed or removed meanwhile. Look at it as it is now, and send yours again.',
          })
        audit.append(act)
      })
      await enforce((all) => withPolicy(all, { urn, info }))
      return { urn, info }
    },

    async remove(caller, urn) {
      await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'policy.remove', ...aboutPolicy(urn) })
      const { info } = await found(urn)
      checkEditable(info)
      const details = changeDetails(info, undefined)
      const act = auditRecordOf(caller, { action: 'policy.remove', subject: urn, details })
      await transactions.change(async ({ policies, audit }) => {
        if (!(await policies.remove(urn))) throw noSuchPolicy()
        audit.append(act)
      })
      await enforce((all) => withoutPolicy(all, urn))
    },
  }
}
