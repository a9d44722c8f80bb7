import type { TokenSort } from '../../../app/ports-tokens.ts'
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

/** What `streamsOf` gives of one state and no owner, with the states as a condition: the table is fast to walk. */
export function wholeTable(question: Question): Stream {
  const [check] = stateByPhase(question)
  return {
    index: TABLE,
    equalities: sql('1 = 1'),
    range: rangeOf(question.created),
    check,
    sorted: false,
  }
}

interface Part {
  equality: Fragment
  range: Range
  check?: Fragment | undefined
}

function partsByExpiry({ states, expires, nowMs }: Question): Part[] {
  const parts: Part[] = []
  const { from, to } = expires ?? {}
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

function partsByPhase({ states, created, used, nowMs }: Question, sort: 'created' | 'lastUsed'): Part[] {
  const ranges = sort === 'created' ? [rangeOf(created)] : rangesOfUse(used)
  const phases: { phase: number; check?: Fragment }[] = []
  const unlapsed = states?.has('active') && !states.has('expired')
  if (states?.has('active') ?? true)
    phases.push({ phase: ACTIVE, ...(unlapsed && { check: sql('expires_key > ?', nowMs) }) })
  if (states?.has('expired') ?? true) phases.push({ phase: EXPIRED })
  if (states?.has('revoked') ?? true) phases.push({ phase: REVOKED })
  return phases.flatMap(({ phase, check }) =>
    ranges.map((range) => ({ equality: sql(`phase = ${phase}`), range, check })),
  )
}

/** Expired tokens that the sweep has not come to. Nothing where active ones are asked for too: they stand among these. */
function lapsing(question: Question): Stream | undefined {
  const { states, nowMs, created, used } = question
  if (!states?.has('expired') || states.has('active')) return undefined
  return {
    index: 'tokens_by_lapse',
    equalities: all([
      sql('lapses_at <= ?', nowMs),
      ...leadIs(question),
      ...spanIs('created_at', created),
      ...usedIs({ ...question, used }),
    ]),
    range: {},
    check: undefined,
    sorted: true,
  }
}

function rangeOf(span: Span | undefined): Range {
  return {
    lower: span?.from === undefined ? undefined : { at: [span.from], side: 'before' },
    upper: span?.to === undefined ? undefined : { at: [span.to], side: 'before' },
  }
}

/** Never used, and made before the end of the span; then used within it. */
function rangesOfUse(used: Span | undefined): Range[] {
  if (used === undefined) return [{}]
  const inUse = rangeOf({ from: Math.max(used.from ?? 0, 0), to: used.to })
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
