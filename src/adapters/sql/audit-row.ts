import type { AuditEntry, AuditRecord } from '../../app/ports/audit.ts'
import type { AuditAction } from '../../domain/audit.ts'
import { canonicalJson } from '../../domain/canonical-json.ts'
import {
  bytesToId,
  bytesToUrn,
  bytesToUuid,
  type ColumnBytes,
  idToBytes,
  urnToBytes,
  uuidToBytes,
} from './column-bytes.ts'

/** A row of `audit` as both drivers give it. */
export interface AuditRow {
  id: ColumnBytes
  at: number
  action: string
  outcome: string
  actor_urn: ColumnBytes | null
  actor_token_id: ColumnBytes | null
  subject: ColumnBytes | null
  address: string | null
  user_agent: string | null
  details: string
  seq: number | null
  seal: ColumnBytes | null
}

/** The columns of a record that has no seal yet. Throws a `TypeError` for ids and URNs that are none. */
export function toAuditColumns(record: AuditRecord): Omit<AuditRow, 'seq' | 'seal'> {
  const { id, at, action, outcome, actorUrn, actorTokenId, subject, address, userAgent, details } = record
  return {
    id: uuidToBytes(id),
    at,
    action,
    outcome,
    actor_urn: actorUrn === null ? null : urnToBytes(actorUrn),
    actor_token_id: actorTokenId === null ? null : idToBytes(actorTokenId),
    subject: subject === null ? null : urnToBytes(subject),
    address,
    user_agent: userAgent,
    details: canonicalJson(details),
  }
}

/** Never throws: a row that somebody spoiled is shown as it is, and its seal tells. */
export function toAuditEntry(row: AuditRow): AuditEntry {
  const { id, at, actor_urn: actorUrn, actor_token_id: actorTokenId, subject, seq, seal } = row
  return {
    record: {
      id: bytesToUuid(id),
      at,
      action: row.action as AuditAction,
      outcome: row.outcome as AuditRecord['outcome'],
      actorUrn: actorUrn && bytesToUrn(actorUrn),
      actorTokenId: actorTokenId && bytesToId(actorTokenId),
      subject: subject && bytesToUrn(subject),
      address: row.address,
      userAgent: row.user_agent,
      details: detailsOf(row.details),
    },
    link: seq === null ? null : { seq, seal: Buffer.from(seal ?? []).toString('hex') },
  }
}

/** Only the very text that was written is read: two texts that parse alike (`{"a":1,"a":2}`) would have one seal. */
function detailsOf(text: string): AuditRecord['details'] {
  try {
    const details: unknown = JSON.parse(text)
    if (canonicalJson(details) === text) return details as AuditRecord['details']
  } catch {}
  return { unreadable: text }
}
