import type { Caller } from '../../domain/caller.ts'
import { PRIVILEGES, type Privilege } from '../../domain/privilege.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import type { Transactions } from '../ports/transactions.ts'
import type { Authorize } from './authorize.ts'

/** What was asked for, as the audit trail names it. */
export interface Attempt {
  what: string
  subject?: string
  /** What the caller may do instead, a sentence for the refusal; else it refers to the administrator. */
  instead?: string
}

/** Errors: FORBIDDEN, naming the privilege; the refusal of an administrative act is remembered. */
export type RequirePrivilege = (caller: Caller, privilege: Privilege, attempt: Attempt) => Promise<void>

const ASK = 'Please contact your DataHub administrator.'

export interface RequirePrivilegePorts {
  authorize: Authorize
  transactions: Transactions
  auditRecordOf: AuditRecordOf
}

export function makeRequirePrivilege(ports: RequirePrivilegePorts): RequirePrivilege {
  const { authorize, transactions, auditRecordOf } = ports
  return async (caller, privilege, { what, subject, instead = ASK }) => {
    if ((await authorize(caller.principal.actorUrn, privilege)).allowed) return
    const record = auditRecordOf(caller, {
      action: 'access.refuse',
      outcome: 'refused',
      details: { what, privilege },
      ...(subject === undefined ? {} : { subject }),
    })
    await transactions.change(({ audit }) => audit.append(record))
    throw new ServiceError('FORBIDDEN', {
      detail: `This needs the privilege "${PRIVILEGES[privilege]}". ${instead}`,
    })
  }
}
