import type { TokenSort } from '../../../app/ports/tokens.ts'
import type { Range } from './cut.ts'
import { all, type Fragment, sql } from './fragment.ts'
import {
  ACTIVE,
  EXPIRED,
  leadIs,
  NEVER_USED,
  nameIs,
  type Question,
  REVOKED,
  type Span,
  spanIs,
  stateByPhase,
  usedIs,
} from './question.ts'

/** The columns that each sort goes by; the last two are the table's key. */
export const AXES: Record<TokenSort, readonly string[]> = {
  created: ['created_at', 'id_prefix'],
  expires: ['expires_key', 'created_at', 'id_prefix'],
  lastUsed: ['last_used_key', 'created_at', 'id_prefix'],
}

/** Rows that stand side by side in an index in the order of a sort: its equalities, then a range of the sort's columns. */
export interface Stream {
  index: string
  equalities: Fragment
  range: Range
  /** What is true of all rows but a few, which nobody needs to be told of beforehand. */
  check: Fragment | undefined
  /** There are few of these rows, in another order: they are sorted, and read whole. */
  sorted: boolean
}

/** No index: the table itself, in the order of its key. */
export const TABLE = 'PRIMARY'

const INDEXES = {
  none: { created: 'tokens_by_time', expires: 'tokens_by_expiry', lastUsed: 'tokens_by_use' },
  owner_urn: {
    created: 'tokens_by_owner_time',
    expires: 'tokens_by_owner_expiry',
    lastUsed: 'tokens_by_owner_use',
  },
  actor_urn: {
    created: 'tokens_by_actor_time',
    expires: 'tokens_by_actor_expiry',
    lastUsed: 'tokens_by_actor_use',
  },
} as const

export function indexFor({ lead }: Question, sort: TokenSort): string {
  return INDEXES[lead?.column ?? 'none'][sort]
}

/** All rows that a question's owners, actors, states and the range of the sort's own column allow, as streams. */
export function streamsOf(question: Question, sort: TokenSort): Stream[] {
  const { lead } = question
  if (sort === 'created' && lead === undefined && question.states === undefined) return [wholeTable(question)]
  const leads = lead ? lead.urns.map((urn) => [sql(`${lead.column} = ?`, urn)]) : [[]]
  const parts = sort === 'expires' ? partsByExpiry(question) : partsByPhase(question, sort)
  const streams = leads.flatMap((lead) =>
    parts.map(({ equality, range, check }) => ({
      index: indexFor(question, sort),
      equalities: all([...lead, equality]),
      range,
      check,
      sorted: false,
    })),
  )
  const late = lapsing(question)
  return late && sort !== 'expires' ? [...streams, late] : streams
}

/** What `streamsOf` gives of a question without owner, as one stream: the table is fast to walk, states are tested. */
export function wholeTable(question: Question): Stream {
  const [check] = stateByPhase(question)
  return {
    index: TABLE,
    equalities: sql('1 = 1'),
    range: rangeOf(spanOfSort(question, 'created')),
    check,
    sorted: false,
  }
}

/** The whole table by time, as it is passed over fastest. */
export function tableByTime(question: Question): Stream[] {
  const range = rangeOf(spanOfSort(question, 'created'))
  return [ACTIVE, EXPIRED, REVOKED].map((phase) => ({
    index: indexFor(question, 'created'),
    equalities: sql(`phase = ${phase}`),
    range,
    check: undefined,
    sorted: false,
  }))
}

// How far clocks of replicas may be apart: one may have made, used and expired a token by another's clock.
const CLOCKS_APART_MS_MAX = 60_000

/**
 * Where a sort's own column can be, by the whole filter. A token is made before it is used, and used before it expires;
 * so what expires early was neither made nor used late, and what was used late does not expire early.
 */
function spanOfSort({ created, expires, used }: Question, sort: TokenSort): Span {
  if (sort === 'created')
    return { from: created?.from, to: least([created?.to, later(used?.to), later(expires?.to)]) }
  if (sort === 'lastUsed') return { from: used?.from, to: least([used?.to, later(expires?.to)]) }
  const from = Math.max(expires?.from ?? 0, (used?.from ?? 0) - CLOCKS_APART_MS_MAX)
  return { from: expires === undefined && used === undefined ? undefined : from, to: expires?.to }
}

function later(time: number | undefined): number | undefined {
  return time === undefined ? undefined : time + CLOCKS_APART_MS_MAX
}

function least(times: readonly (number | undefined)[]): number | undefined {
  const given = times.filter((time) => time !== undefined)
  return given.length === 0 ? undefined : Math.min(...given)
}

interface Part {
  equality: Fragment
  range: Range
  check?: Fragment | undefined
}

function partsByExpiry(question: Question): Part[] {
  const { states, nowMs } = question
  const { from, to } = spanOfSort(question, 'expires')
  const parts: Part[] = []
  const [active, expired] = [states?.has('active') ?? true, states?.has('expired') ?? true]
  if (active || expired) {
    // Expired is what expires at `nowMs` or before.
    const earliest = expired ? from : Math.max(from ?? 0, nowMs + 1)
    const latest = active ? to : Math.min(to ?? Number.MAX_SAFE_INTEGER, nowMs + 1)
    parts.push({ equality: sql('revoked = 0'), range: rangeOf({ from: earliest, to: latest }) })
  }
  if (states?.has('revoked') ?? true)
    parts.push({ equality: sql('revoked = 1'), range: rangeOf({ from, to }) })
  return parts
}

/** Whether anything that matches can be active, and whether anything can be expired. */
function possible({ states, expires, nowMs }: Question) {
  return {
    active: (states?.has('active') ?? true) && (expires?.to ?? Number.POSITIVE_INFINITY) > nowMs + 1,
    expired: (states?.has('expired') ?? true) && (expires?.from ?? 0) <= nowMs,
  }
}

function partsByPhase(question: Question, sort: 'created' | 'lastUsed'): Part[] {
  const { states, nowMs } = question
  const { active, expired } = possible(question)
  const span = spanOfSort(question, sort)
  const ranges = sort === 'created' ? [rangeOf(span)] : rangesOfUse(question, span)
  const phases: { phase: number; check?: Fragment }[] = []
  if (active) phases.push({ phase: ACTIVE, ...(!expired && { check: sql('expires_key > ?', nowMs) }) })
  if (expired) phases.push({ phase: EXPIRED })
  if (states?.has('revoked') ?? true) phases.push({ phase: REVOKED })
  return phases.flatMap(({ phase, check }) =>
    ranges.map((range) => ({ equality: sql(`phase = ${phase}`), range, check })),
  )
}

/** Expired tokens that the sweep has not come to. Nothing where active ones are asked for too: they stand among these. */
function lapsing(question: Question): Stream | undefined {
  const { active, expired } = possible(question)
  if (active || !expired) return undefined
  return {
    index: 'tokens_by_lapse',
    equalities: all([
      sql('lapses_at <= ?', question.nowMs),
      ...leadIs(question),
      ...spanIs('created_at', question.created),
      ...usedIs(question),
    ]),
    range: {},
    check: undefined,
    sorted: true,
  }
}

function rangeOf(span: Span): Range {
  return {
    lower: span.from === undefined ? undefined : { at: [span.from], side: 'before' },
    upper: span.to === undefined ? undefined : { at: [span.to], side: 'before' },
  }
}

/** Never used, and made before the end of the span; then used within it. */
function rangesOfUse({ used }: Question, { from, to }: Span): Range[] {
  if (used === undefined) return [rangeOf({ from: undefined, to })]
  const inUse = rangeOf({ from: Math.max(from ?? 0, 0), to })
  if (used.from !== undefined || used.to === undefined) return [inUse]
  const never: Range = {
    lower: { at: [NEVER_USED], side: 'before' },
    upper: { at: [NEVER_USED, used.to], side: 'before' },
  }
  return [never, inUse]
}

/** What streams of this sort leave to be tested row by row; empty where a page is simply read off. */
export function leftOver(question: Question, sort: TokenSort): Fragment[] {
  return [
    ...(sort === 'created' ? [] : spanIs('created_at', question.created)),
    ...(sort === 'expires' ? [] : spanIs('expires_key', question.expires)),
    ...(sort === 'lastUsed' ? [] : usedIs(question)),
    ...nameIs(question),
  ]
}
