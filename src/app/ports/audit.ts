import type { AuditAction } from '../../domain/audit.ts'
import type { ChainLink } from '../../domain/audit-chain.ts'

/** What is remembered of one act. Nothing secret is in it: no token, password, cookie or hash of one. */
export interface AuditRecord {
  /** UUID version 7, so that records of one process sort by time. */
  id: string
  /** Epoch milliseconds. */
  at: number
  action: AuditAction
  outcome: 'done' | 'refused'
  /** Who did it; `null`: somebody not signed in, or the service itself. */
  actorUrn: string | null
  /** The token that was used, where one was. */
  actorTokenId: string | null
  /** What it was done to: a URN, or `null` where it is many things or none. */
  subject: string | null
  /** IP address of the caller, `null` for the service itself. */
  address: string | null
  userAgent: string | null
  /** The rest, by action. Plain JSON values. */
  details: Readonly<Record<string, unknown>>
}

export interface AuditWrites {
  append(record: AuditRecord): void
}

/** The digest of a set of ids (base64, each once, in any order), which stands in the record of a bulk change: 64 digits. */
export type DigestOfIds = (ids: readonly string[]) => string

/** A record as it is kept. What it says may be anything: somebody may have written into the table. */
export interface AuditEntry {
  record: AuditRecord
  /** Its place in the chain; `null` until it is sealed. */
  link: ChainLink | null
}

/** Which records are asked for; what is absent is not looked at. */
export interface AuditFilter {
  subject?: string
  actorUrn?: string
  address?: string
  action?: AuditAction
  outcome?: AuditRecord['outcome']
  /** Epoch milliseconds: from `since` on, and before `until`. */
  since?: number
  until?: number
}

/** Where a page ends: the next one has what is older. */
export interface AuditPosition {
  at: number
  id: string
}

export interface AuditPageQuery {
  filter: AuditFilter
  limit: number
  before?: AuditPosition
}

export interface AuditPage {
  entries: AuditEntry[]
  /** Where to go on, `undefined` at the end of the trail. A page with `next` may have fewer than `limit`, or none. */
  next: AuditPosition | undefined
}

/** The records, newest first. Each call takes milliseconds, whatever the filter and however long the trail. */
export interface AuditTrailStore {
  page(query: AuditPageQuery): Promise<AuditPage>
}

export interface UnsealedTail {
  /** At most the bound that was asked for. */
  count: number
  /** Epoch milliseconds; `null` where there is none. */
  oldestAt: number | null
}

/** The chain of the records. */
export interface AuditChainStore {
  unsealed(countMax: number): Promise<UnsealedTail>
  /** The newest sealed record's, or that with a number. */
  link(seq?: number): Promise<(ChainLink & { id: string }) | undefined>
  /**
   * The sealed records after a place, from the very first on without one, in the order of `seq`. Others of the number
   * of `place` are among them.
   */
  after(place: { seq: number; id: string } | undefined, limit: number): Promise<AuditEntry[]>
  /**
   * One turn: has `chain` link what waits, at most `limit` records in the order of their ids, to the newest link, and
   * keeps what it says in one transaction. Resolves with how many; `undefined` where another process has its turn.
   * Rejects where another did the same in spite of that; nothing is written then.
   */
  seal(
    limit: number,
    chain: (head: ChainLink, records: readonly AuditRecord[]) => readonly ChainLink[],
  ): Promise<number | undefined>
}
