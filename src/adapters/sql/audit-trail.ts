import { setImmediate } from 'node:timers/promises'
import type { Knex } from 'knex'
import type { AuditFilter, AuditPosition, AuditTrailStore } from '../../app/ports-audit.ts'
import { type AuditRow, toAuditEntry } from './audit-row.ts'
import { bytesToUuid, urnToBytes, uuidToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'

// Index entries that one statement passes at the most: some tens of milliseconds where none of them matches.
const WINDOW_ROWS = 10_000

type Equality = [column: keyof AuditRow, value: AuditRow[keyof AuditRow]]

/** The records of a migrated database. Methods reject with the driver's error. */
export function makeSqlAuditTrail(
  { knex }: Pick<Database, 'knex'>,
  windowRows = WINDOW_ROWS,
): AuditTrailStore {
  /** In the order of every index of the table that a filter reads, from its newest end. */
  function rows(range: Range, equalities: readonly Equality[]) {
    const query = knex<AuditRow>('audit')
    for (const [column, value] of equalities) query.where(column, value as Knex.Value)
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
  const all: [keyof AuditRow, AuditRow[keyof AuditRow] | undefined][] = [
    ['subject', subject === undefined ? undefined : urnToBytes(subject)],
    ['actor_urn', actorUrn === undefined ? undefined : urnToBytes(actorUrn)],
    ['address', address],
    ['action', action],
    ['outcome', outcome],
  ]
  return all.filter((equality): equality is Equality => equality[1] !== undefined)
}
