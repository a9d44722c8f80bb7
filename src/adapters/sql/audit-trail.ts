import { setImmediate } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { AuditFilter, AuditPosition, AuditTrailStore } from '../../app/ports/audit.ts'
import { type AuditRow, toAuditEntry } from './audit-row.ts'
import { byIndex } from './by-index.ts'
import { bytesToUuid, urnToBytes, uuidToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'

// Index entries that one statement passes at the most: some tens of milliseconds where none of them matches.
const WINDOW_ROWS = 10_000

interface Equality {
  column: keyof AuditRow
  /** Its index goes on with `at` and `id`. */
  index: string
  value: Knex.Value
}

/** The records of a migrated database. Methods reject with the driver's error. */
export function makeSqlAuditTrail(
  { knex, dialect }: Pick<Database, 'knex' | 'dialect'>,
  windowRows = WINDOW_ROWS,
): AuditTrailStore {
  /** In the order of the first condition's index, from its newest end. */
  function rows(range: Range, equalities: readonly Equality[]) {
    const index = equalities[0]?.index ?? 'audit_by_time'
    const query = knex<AuditRow>(byIndex(knex, dialect, 'audit', index))
    for (const { column, value } of equalities) query.where(column, value)
    within(query, range)
    return query.orderBy([
      { column: 'at', order: 'desc' },
      { column: 'id', order: 'desc' },
    ])
  }

  return {
    async page({ filter, limit, before }) {
      const range: Range = { since: filter.since, until: filter.until, before }
      const equalities = equalitiesOf(filter)
      // One condition is an index's own. More of them could pass over millions of rows for a few: window by window.
      const [first] = equalities
      const end =
        first === undefined || equalities.length === 1
          ? undefined
          : await rows(range, [first]).select('at', 'id').offset(windowRows).first()
      const last = end && { at: end.at, id: bytesToUuid(end.id) }
      const found: AuditRow[] = await rows({ ...range, last }, equalities).limit(limit + 1)
      // node:sqlite answers at once: without a pause an export would let nobody else have their turn.
      await setImmediate()
      const entries = found.slice(0, limit).map(toAuditEntry)
      const position = entries.at(-1)?.record
      const more = found.length > limit && position !== undefined
      return { entries, next: more ? { at: position.at, id: position.id } : last }
    },
  }
}

interface Range {
  since: number | undefined
  until: number | undefined
  before: AuditPosition | undefined
  /** The last that is looked at. */
  last?: AuditPosition | undefined
}

/** Positions are said so that both databases begin in the index at `at`; `(at, id) < (?, ?)` scans in MySQL. */
function within(query: Knex.QueryBuilder<AuditRow>, { since, until, before, last }: Range): void {
  if (since !== undefined) query.where('at', '>=', since)
  if (until !== undefined) query.where('at', '<', until)
  if (before !== undefined) {
    query
      .where('at', '<=', before.at)
      .andWhere((q) => q.where('at', '<', before.at).orWhere('id', '<', uuidToBytes(before.id)))
  }
  if (last !== undefined) {
    query
      .where('at', '>=', last.at)
      .andWhere((q) => q.where('at', '>', last.at).orWhere('id', '>=', uuidToBytes(last.id)))
  }
}

/** What is likely to be true of the fewest rows comes first: its index is the one that is read. */
function equalitiesOf({ subject, actorUrn, address, action, outcome }: AuditFilter): Equality[] {
  const equalities: (Equality | undefined)[] = [
    subject === undefined
      ? undefined
      : { column: 'subject', index: 'audit_by_subject', value: urnToBytes(subject) },
    actorUrn === undefined
      ? undefined
      : { column: 'actor_urn', index: 'audit_by_actor', value: urnToBytes(actorUrn) },
    address === undefined ? undefined : { column: 'address', index: 'audit_by_address', value: address },
    action === undefined ? undefined : { column: 'action', index: 'audit_by_action', value: action },
    outcome === undefined ? undefined : { column: 'outcome', index: 'audit_by_outcome', value: outcome },
  ]
  return equalities.filter((equality) => equality !== undefined)
}
