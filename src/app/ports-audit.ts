import type { AuditAction } from '../domain/audit.ts'

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

/** The digest of many ids, which stands in the record of a bulk change. */
export interface IdDigest {
  /** Ids in base64, in ascending order of their bytes, each once. */
  add(id: string): void
  /** Of those added so far: 64 digits. */
  hex(): string
}
