import type { ResourceSpec } from '../policy/question.ts'

/** What somebody must be allowed for a request to go to GMS (DataHub's DisjunctivePrivilegeGroup). */
export interface GmsDemand {
  /** Any of these groups will do, each of which needs all its privileges; no group, or an empty one, lets nobody pass. */
  anyOf: readonly (readonly string[])[]
  /** On what; absent: on nothing in particular. */
  resource?: ResourceSpec
  /** What is written where it is allowed, as far as somebody here holds it whole. */
  writes?: 'policies'
}

/** What is to be found out before a request goes to GMS. */
export type GmsJudgement =
  /** Nothing: it may go. */
  | { kind: 'open' }
  /** Whether whoever sends it may; every demand must be met. */
  | { kind: 'demands'; demands: readonly GmsDemand[] }
  /** What its body says, which must be read whole and go to GMS in the same bytes. */
  | { kind: 'body'; read(body: Uint8Array): GmsJudgement }
  /** It can be read in more than one way, or not at all; `detail` says what to send instead. */
  | { kind: 'unreadable'; detail: string }
  /** No row of the table fits, where every request needs one. */
  | { kind: 'unmapped' }

/** A request for GMS as far as it decides what it does. */
export interface GmsRequestHead {
  /** In upper case. */
  method: string
  /** Without the query, as the client wrote it, beginning with `/`; of a target that `readTarget` accepted. */
  path: string
  /** `?` and the query as the client wrote it, or the empty string. */
  search: string
  /** Of `Content-Type`, as it came; `undefined` without one. */
  contentType: string | undefined
  /** Of `Content-Encoding`. */
  contentEncoding: string | undefined
}
