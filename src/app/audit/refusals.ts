import type { Caller } from '../../domain/caller.ts'
import type { AuditRecord } from '../ports/audit.ts'
import type { Clock } from '../ports/core.ts'
import type { AuditRecordOf } from './audit-trail.ts'
import { type CountedRecordsPorts, makeWriteCounted } from './counted-records.ts'

/** What somebody asked for and may not do, as the audit trail names it. */
export interface Refusal {
  what: string
  /** What they lack, ids with commas between them; absent where no privilege would help. */
  privilege?: string
  /** A URN; one that is longer than any of DataHub's is left out. */
  subject?: string
}

/**
 * Remembers a refusal: resolves once it is written, or counted beside a like one of the last minute that is. Rejects where
 * the database does not answer; then nothing is remembered.
 */
export type RecordRefusal = (caller: Caller, refusal: Refusal) => Promise<void>

export interface Refusals {
  record: RecordRefusal
  /**
   * Writes the repetitions that were counted for a minute, all of them where `all` says so; see `WriteCounted`. To be
   * called every few seconds, and at the end with `all`.
   */
  flush(all?: boolean): Promise<void>
}

export interface RefusalsPorts extends CountedRecordsPorts {
  auditRecordOf: AuditRecordOf
  clock: Clock
}

export interface RefusalsBounds {
  /** Different refusals of one actor that are told apart at a time. */
  kindsMax: number
  /** Beyond these, of one actor: what was asked for and the privilege, whatever it was about; the rest is counted together. */
  groupsMax: number
  /** Actors who are told apart at a time; what more there are is counted together. */
  actorsMax: number
}

// Names of GraphQL fields, which anybody may choose, are in it.
const WHAT_LENGTH_MAX = 200

// DataHub's own bound, and that of the column. Attack: what no column takes would be refused without a record.
const SUBJECT_BYTES_MAX = 1024

// About a kilobyte each: 30 MB when full, and as much again in an outage.
const BOUNDS: RefusalsBounds = { kindsMax: 50, groupsMax: 100, actorsMax: 200 }

const COUNTED_FOR_MS = 60_000

// No kind and no actor is written like this.
const OTHERS = ''

interface Repetitions {
  count: number
  first: number
  last: number
  /** What all of them have in common, and the newest one's id and time. */
  common: AuditRecord
}

interface Tally {
  /** The record of the first. */
  written: Promise<void>
  /** When what is counted is to be written; monotonic milliseconds. */
  dueAtMs: number
  repetitions: Repetitions | undefined
}

/**
 * Attack: who repeats what they are refused fills the audit trail. The first of like refusals is one record at once; those
 * of the minute after it are counted and make one record together, and so on, for as long as they go on.
 */
export function makeRefusals(ports: RefusalsPorts, bounds = BOUNDS): Refusals {
  const { transactions, auditRecordOf, clock } = ports
  // By actor and kind. Each actor has room of their own, so that none hides what another does.
  const actors = new Map<string, Map<string, Tally>>()
  const write = makeWriteCounted(ports)

  function talliesOf({ actorUrn }: AuditRecord): Map<string, Tally> {
    const isOther = actorUrn === null || (!actors.has(actorUrn) && actors.size >= bounds.actorsMax)
    const actor = isOther ? OTHERS : actorUrn
    const tallies = actors.get(actor) ?? new Map<string, Tally>()
    actors.set(actor, tallies)
    return tallies
  }

  /** Its own kind, its group, or the others: the first of these that is there or has room. */
  function tallyNameOf(record: AuditRecord, tallies: ReadonlyMap<string, Tally>): string {
    const hasRoom = (name: string, max: number) => tallies.has(name) || tallies.size < max
    const [kind, group] = [kindOf(record), groupOf(record)]
    if (hasRoom(kind, bounds.kindsMax)) return kind
    return hasRoom(group, bounds.kindsMax + bounds.groupsMax) ? group : OTHERS
  }

  function startTally(tallies: Map<string, Tally>, kind: string, record: AuditRecord): Tally {
    const written = transactions.change(({ audit }) => audit.append(record))
    const tally: Tally = {
      written,
      dueAtMs: clock.monotonic() + COUNTED_FOR_MS,
      repetitions: undefined,
    }
    tallies.set(kind, tally)
    written.catch(() => tallies.delete(kind))
    return tally
  }

  /** Begins the next minute of each that is due; forgets it where nobody repeated anything. */
  function takeRecords(all: boolean): AuditRecord[] {
    const now = clock.monotonic()
    const records: AuditRecord[] = []
    for (const [actor, tallies] of actors) {
      for (const [kind, tally] of tallies) {
        if (!all && now < tally.dueAtMs) continue
        if (tally.repetitions === undefined) tallies.delete(kind)
        else records.push(recordOf(tally.repetitions))
        tally.repetitions = undefined
        tally.dueAtMs = now + COUNTED_FOR_MS
      }
      if (tallies.size === 0) actors.delete(actor)
    }
    return records
  }

  function recordOf({ count, first, last, common }: Repetitions): AuditRecord {
    const { id, at } = auditRecordOf('the service', { action: 'access.refuse' })
    return { ...common, id, at, details: { ...common.details, repeats: count, first, last } }
  }

  return {
    async record(caller, { what, privilege, subject }) {
      const record = auditRecordOf(caller, {
        action: 'access.refuse',
        outcome: 'refused',
        details: { what: what.slice(0, WHAT_LENGTH_MAX), ...(privilege === undefined ? {} : { privilege }) },
        ...(isStorable(subject) ? { subject } : {}),
      })
      const tallies = talliesOf(record)
      const kind = tallyNameOf(record, tallies)
      const tally = tallies.get(kind)
      if (tally !== undefined) tally.repetitions = withOneMore(tally.repetitions, record)
      await (tally ?? startTally(tallies, kind, record)).written
    },

    flush: (all = false) => write(() => takeRecords(all)),
  }
}

// Not by the user agent, which every request may say otherwise. As JSON, so that no two are one text.
function kindOf({ actorUrn, actorTokenId, address, subject, details }: AuditRecord): string {
  return JSON.stringify([actorUrn, actorTokenId, address, subject, details])
}

/**
 * Attack: refusals about many subjects, among which one of another kind would go unseen. What is asked for in GraphQL has
 * names that anybody may choose, so that these are told apart by the privilege alone.
 */
function groupOf({ details: { what, privilege } }: AuditRecord): string {
  return JSON.stringify([String(what).startsWith('graphql.') ? null : what, privilege])
}

function isStorable(subject: string | undefined): subject is string {
  return subject !== undefined && new TextEncoder().encode(subject).length <= SUBJECT_BYTES_MAX
}

function withOneMore(before: Repetitions | undefined, record: AuditRecord): Repetitions {
  const { at } = record
  if (before === undefined) return { count: 1, first: at, last: at, common: record }
  return { count: before.count + 1, first: before.first, last: at, common: inCommon(before.common, record) }
}

function inCommon(one: AuditRecord, other: AuditRecord): AuditRecord {
  const alike = <T>(a: T, b: T): T | null => (a === b ? a : null)
  return {
    ...other,
    actorUrn: alike(one.actorUrn, other.actorUrn),
    actorTokenId: alike(one.actorTokenId, other.actorTokenId),
    subject: alike(one.subject, other.subject),
    address: alike(one.address, other.address),
    userAgent: alike(one.userAgent, other.userAgent),
    details: Object.fromEntries(
      Object.entries(one.details).filter(([name, value]) => other.details[name] === value),
    ),
  }
}
