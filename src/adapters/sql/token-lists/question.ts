import type { TokenFilter } from '../../../app/ports/tokens.ts'
import { wordsOf } from '../../../domain/name-words.ts'
import type { TokenState } from '../../../domain/token-record.ts'
import { urnToBytes } from '../column-bytes.ts'
import { beginning } from '../token-row.ts'
import { all, any, type Fragment, oneOf, sql } from './fragment.ts'

/** `expires_key` of what never expires, and `last_used_key` of what was never used (0006-token-lists.ts). */
export const NEVER_EXPIRES = Number.MAX_SAFE_INTEGER
export const NEVER_USED = -1

export const ACTIVE = 0
export const EXPIRED = 1
export const REVOKED = 2

/** From `from` on and before `to`. */
export interface Span {
  from: number | undefined
  to: number | undefined
}

/** A filter, read for SQL. */
export interface Question {
  nowMs: number
  /** The column that indexes lead with, and its values. */
  lead: { column: 'owner_urn' | 'actor_urn'; urns: readonly Uint8Array[] } | undefined
  /** `undefined`: whatever the state. */
  states: ReadonlySet<TokenState> | undefined
  created: Span | undefined
  expires: Span | undefined
  used: Span | undefined
  /** Words of the name, the longest first. */
  words: readonly string[] | undefined
  /** What no index helps with. */
  rest: readonly Fragment[]
}

const ALL_STATES = 3

export function questionOf(filter: TokenFilter, nowMs: number): Question {
  const { ownerUrns, notOwnerUrns, actorUrns, notActorUrns, nameIs } = filter
  const rest: Fragment[] = []
  const [owners, actors] = [ownerUrns?.map(urnToBytes), actorUrns?.map(urnToBytes)]
  if (owners && actors) rest.push(oneOf('actor_urn', actors))
  if (notOwnerUrns?.length) rest.push(noneOf('owner_urn', notOwnerUrns.map(urnToBytes)))
  if (notActorUrns?.length) rest.push(noneOf('actor_urn', notActorUrns.map(urnToBytes)))
  // Compared as text MySQL finds 'a' equal to 'a '.
  if (nameIs !== undefined) rest.push(sql('HEX(name) = ?', Buffer.from(nameIs).toString('hex').toUpperCase()))
  const states = filter.states && new Set(filter.states)
  return {
    nowMs,
    lead: owners
      ? { column: 'owner_urn', urns: unique(owners) }
      : actors && { column: 'actor_urn', urns: unique(actors) },
    states: states?.size === ALL_STATES ? undefined : states,
    created: spanOf(filter.createdAfter, filter.createdBefore),
    expires: spanOf(filter.expiresAfter, filter.expiresBefore),
    used: spanOf(filter.lastUsedAfter, filter.lastUsedBefore),
    words: wordsAsked(filter),
    rest,
  }
}

function spanOf(from: number | undefined, to: number | undefined): Span | undefined {
  return from === undefined && to === undefined ? undefined : { from, to }
}

function wordsAsked({ name, nameIs }: TokenFilter): string[] | undefined {
  if (name === undefined && nameIs === undefined) return undefined
  // Both, where both are asked: of one text they would be the same words.
  return [...new Set([name, nameIs].flatMap((text) => (text === undefined ? [] : wordsOf(text))))].sort(
    (a, b) => b.length - a.length,
  )
}

function unique(urns: readonly Buffer[]): Buffer[] {
  return [...new Map(urns.map((urn) => [urn.toString('hex'), urn])).values()]
}

function noneOf(column: string, values: readonly Uint8Array[]): Fragment {
  const { sql, bindings } = oneOf(column, values)
  return { sql: `NOT ${sql}`, bindings }
}

export function leadIs({ lead }: Question): Fragment[] {
  return lead ? [oneOf(lead.column, lead.urns)] : []
}

/** By `phase` and `expires_key`, and so the same before and after the sweep. */
export function stateByPhase({ states, nowMs }: Question): Fragment[] {
  if (states === undefined) return []
  const ways: Fragment[] = []
  if (states.has('active') && states.has('expired')) ways.push(sql(`phase IN (${ACTIVE}, ${EXPIRED})`))
  else if (states.has('active')) ways.push(sql(`(phase = ${ACTIVE} AND expires_key > ?)`, nowMs))
  else if (states.has('expired'))
    ways.push(sql(`(phase = ${EXPIRED} OR (phase = ${ACTIVE} AND expires_key <= ?))`, nowMs))
  if (states.has('revoked')) ways.push(sql(`phase = ${REVOKED}`))
  return [any(ways)]
}

/** By `revoked` and `expires_key`. */
export function stateByExpiry({ states, nowMs }: Question): Fragment[] {
  if (states === undefined) return []
  const ways: Fragment[] = []
  if (states.has('active') && states.has('expired')) ways.push(sql('revoked = 0'))
  else if (states.has('active')) ways.push(sql('(revoked = 0 AND expires_key > ?)', nowMs))
  else if (states.has('expired')) ways.push(sql('(revoked = 0 AND expires_key <= ?)', nowMs))
  if (states.has('revoked')) ways.push(sql('revoked = 1'))
  return [any(ways)]
}

export function spanIs(column: string, span: Span | undefined): Fragment[] {
  const parts: Fragment[] = []
  if (span?.from !== undefined) parts.push(sql(`${column} >= ?`, span.from))
  if (span?.to !== undefined) parts.push(sql(`${column} < ?`, span.to))
  return parts
}

/** Never used counts as "not used since" for what was made before. */
export function usedIs({ used }: Question): Fragment[] {
  if (used === undefined) return []
  const from = Math.max(used.from ?? 0, 0)
  const bounded = used.to === undefined ? [] : [sql('last_used_key < ?', used.to)]
  const inUse = all([sql('last_used_key >= ?', from), ...bounded])
  if (used.from !== undefined || used.to === undefined) return [inUse]
  const never = sql(`(last_used_key = ${NEVER_USED} AND created_at < ?)`, used.to)
  return [any([never, inUse])]
}

export function nameIs({ words, rest }: Question): Fragment[] {
  if (words === undefined) return [...rest]
  if (words.length === 0) return [sql('1 = 0')]
  return [...words.map((word) => sql('INSTR(name_words, ?) > 0', Buffer.from(beginning(word)))), ...rest]
}

/** The whole filter, as a condition on a row; `state` takes the columns that the index at hand has. */
export function matches(question: Question, state = stateByPhase): Fragment {
  return all([
    ...leadIs(question),
    ...state(question),
    ...spanIs('created_at', question.created),
    ...spanIs('expires_key', question.expires),
    ...usedIs(question),
    ...nameIs(question),
  ])
}
