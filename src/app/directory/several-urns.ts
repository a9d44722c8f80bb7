import type { Caller } from '../../domain/caller.ts'
import { corpGroupId, corpuserId } from '../../domain/urn.ts'
import { invalid } from '../../errors/service-error.ts'
import type { Act, AuditRecordOf } from '../audit/audit-trail.ts'
import type { AuditRecord } from '../ports/audit.ts'

const URNS_MAX = 1000

/** Each once. Throws INVALID_REQUEST for more than 1000 and for what is no URN of a user or, where `groupsToo`, a group. */
export function checkedUrns(
  field: string,
  urns: readonly string[],
  { groupsToo }: { groupsToo: boolean },
): string[] {
  if (urns.length > URNS_MAX) throw invalid(`${field} must be at most ${URNS_MAX} URNs. Send the rest after.`)
  const fits = (urn: string) => corpuserId(urn) !== undefined || (groupsToo && corpGroupId(urn) !== undefined)
  if (!urns.every(fits))
    throw invalid(
      groupsToo
        ? `${field} must be URNs of users or groups, such as urn:li:corpuser:jane or urn:li:corpGroup:finance.`
        : `${field} must be URNs of users, such as urn:li:corpuser:jane.`,
    )
  return [...new Set(urns)]
}

// A URN has at most 1017 bytes; with quotes and comma 60 of them are 61 kB, as much as a record may well have.
const URNS_A_RECORD = 60

/** The records of an act on several users or groups, who stand in `details[field]`. */
export function recordsOfMany(
  auditRecordOf: AuditRecordOf,
  caller: Caller,
  { details, ...act }: Act,
  field: string,
  urns: readonly string[],
): AuditRecord[] {
  const records: AuditRecord[] = []
  for (let i = 0; i < urns.length; i += URNS_A_RECORD)
    records.push(
      auditRecordOf(caller, { ...act, details: { ...details, [field]: urns.slice(i, i + URNS_A_RECORD) } }),
    )
  return records
}
