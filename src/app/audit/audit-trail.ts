import type { AuditAction } from '../../domain/audit.ts'
import type { Caller, Client } from '../../domain/caller.ts'
import type { AuditRecord } from '../ports/audit.ts'
import type { Clock } from '../ports/core.ts'

/** What an act says of itself; the rest of its record is who did it, when, and from where. */
export interface Act {
  action: AuditAction
  outcome?: 'refused'
  /** A URN, or absent where the act is about many things or none. */
  subject?: string
  /** Plain JSON values, none of them secret. */
  details?: Readonly<Record<string, unknown>>
}

/** Who acts: a caller, somebody at an address who is not signed in, or the service itself. */
export type ActBy = Caller | (Client & { actorUrn?: string }) | 'the service'

/** Makes the record of an act. It is written by the transaction that it is about. */
export type AuditRecordOf = (by: ActBy, act: Act) => AuditRecord

export function makeAuditRecordOf({ clock, newId }: { clock: Clock; newId: () => string }): AuditRecordOf {
  return (by, { action, outcome, subject = null, details = {} }) => ({
    id: newId(),
    at: clock.now(),
    action,
    outcome: outcome ?? 'done',
    subject,
    details,
    ...actorOf(by),
  })
}

function actorOf(by: ActBy): Pick<AuditRecord, 'actorUrn' | 'actorTokenId' | 'address' | 'userAgent'> {
  if (by === 'the service') return { actorUrn: null, actorTokenId: null, address: null, userAgent: null }
  const { address, userAgent } = by
  if (!('principal' in by)) return { actorUrn: by.actorUrn ?? null, actorTokenId: null, address, userAgent }
  const { principal } = by
  const actorTokenId = principal.via === 'token' ? principal.tokenId : null
  return { actorUrn: principal.actorUrn, actorTokenId, address, userAgent }
}
