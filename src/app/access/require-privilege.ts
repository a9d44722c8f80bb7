import type { Caller } from '../../domain/caller.ts'
import { PRIVILEGES, type Privilege } from '../../domain/privilege.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { RecordRefusal } from '../audit/refusals.ts'
import type { Authorize } from './authorize.ts'

/** What was asked for, as the audit trail names it. */
export interface Attempt {
  what: string
  subject?: string
  /** What the caller may do instead, a sentence for the refusal; else it refers to the administrator. */
  instead?: string
}

/**
 * Errors: FORBIDDEN, naming the privilege; the refusal of an administrative act is remembered. `privilege`: `null` for what
 * none allows.
 */
export type RequirePrivilege = (
  caller: Caller,
  privilege: Privilege | null,
  attempt: Attempt,
) => Promise<void>

const ASK = 'Please contact your DataHub administrator.'

export interface RequirePrivilegePorts {
  authorize: Authorize
  recordRefusal: RecordRefusal
}

export function makeRequirePrivilege(ports: RequirePrivilegePorts): RequirePrivilege {
  const { authorize, recordRefusal } = ports
  return async (caller, privilege, { what, subject, instead = ASK }) => {
    if (privilege !== null && (await authorize(caller.principal.actorUrn, privilege)).allowed) return
    await recordRefusal(caller, {
      what,
      ...(privilege === null ? {} : { privilege }),
      ...(subject === undefined ? {} : { subject }),
    })
    const needed = privilege === null ? '' : `This needs the privilege "${PRIVILEGES[privilege]}". `
    throw new ServiceError('FORBIDDEN', { detail: needed + instead })
  }
}
