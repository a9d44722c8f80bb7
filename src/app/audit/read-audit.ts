import { AUDIT_PRIVILEGE } from '../../domain/audit.ts'
import type { Caller } from '../../domain/caller.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type {
  AuditEntry,
  AuditFilter,
  AuditPageQuery,
  AuditPosition,
  AuditRecord,
  AuditTrailStore,
} from '../ports/audit.ts'
import type { CursorCodec } from '../ports/core.ts'

/** A record as a reader gets it; `seq` and `seal` are `null` until it is sealed. */
export interface AuditView extends AuditRecord {
  seq: number | null
  seal: string | null
}

export interface AuditList {
  items: AuditView[]
  nextCursor: string | null
}

export interface ReadAudit {
  /**
   * One page, newest first. With a filter of several parts that few records meet it may be short, even empty, and still
   * have a `nextCursor`. Errors: FORBIDDEN; INVALID_REQUEST for a cursor that is not ours or of another filter.
   */
  list(caller: Caller, filter: AuditFilter, page: { limit: number; cursor?: string }): Promise<AuditList>
  /** All that meet the filter, newest first, read as they are taken, some hundred at a time. Errors: FORBIDDEN. */
  exportAll(caller: Caller, filter: AuditFilter): Promise<AsyncIterable<readonly AuditView[]>>
}

export interface ReadAuditPorts {
  store: AuditTrailStore
  cursors: CursorCodec<AuditPosition>
  requirePrivilege: RequirePrivilege
}

// Each takes some tens of milliseconds at the most: together well below a second.
const READS_PER_PAGE_MAX = 20

const EXPORTED_AT_ONCE = 500

export function makeReadAudit({ store, cursors, requirePrivilege }: ReadAuditPorts): ReadAudit {
  return {
    async list(caller, filter, { limit, cursor }) {
      await requirePrivilege(caller, AUDIT_PRIVILEGE, { what: 'audit.read' })
      const asked: Record<string, string | number | undefined> = { ...filter }
      let next = cursor === undefined ? undefined : cursors.open(asked, cursor)
      const items: AuditView[] = []
      for (let reads = 0; reads < READS_PER_PAGE_MAX; reads++) {
        const page = await store.page(queryFrom(next, { filter, limit: limit - items.length }))
        items.push(...page.entries.map(toView))
        next = page.next
        if (next === undefined || items.length === limit) break
      }
      return { items, nextCursor: next === undefined ? null : cursors.seal(asked, next) }
    },

    async exportAll(caller, filter) {
      await requirePrivilege(caller, AUDIT_PRIVILEGE, { what: 'audit.export' })
      return pages(store, filter)
    },
  }
}

async function* pages(store: AuditTrailStore, filter: AuditFilter): AsyncGenerator<readonly AuditView[]> {
  let next: AuditPosition | undefined
  do {
    const page = await store.page(queryFrom(next, { filter, limit: EXPORTED_AT_ONCE }))
    yield page.entries.map(toView)
    next = page.next
  } while (next !== undefined)
}

function queryFrom(before: AuditPosition | undefined, query: AuditPageQuery): AuditPageQuery {
  return before === undefined ? query : { ...query, before }
}

function toView({ record, link }: AuditEntry): AuditView {
  return { seq: link?.seq ?? null, ...record, seal: link?.seal ?? null }
}
