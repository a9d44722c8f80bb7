import type { ResourceSpec } from '../../domain/policy/question.ts'
import { entityTypeOf } from '../../domain/urn.ts'
import type { AuditPosition, AuditTrailStore } from '../ports/audit.ts'

/** Who did anything in the last day, and what it was done to, the newest first. */
export interface Traffic {
  actors: string[]
  resources: ResourceSpec[]
  /** Whether the whole day was looked at. */
  complete: boolean
}

const DAY_MS = 24 * 60 * 60 * 1000
// 10,000 records. Each page takes milliseconds.
const PAGES_MAX = 100
const RECORDS_A_PAGE = 100

/** Reads it from the audit trail, 10,000 records at the most. Refused sign-ins say nothing of who works here. */
export async function lastDaysTraffic(trail: AuditTrailStore, now: number): Promise<Traffic> {
  const actors = new Set<string>()
  const resources = new Map<string, ResourceSpec>()
  let before: AuditPosition | undefined
  for (let pages = 0; pages < PAGES_MAX; pages++) {
    const filter = { since: now - DAY_MS }
    const page = await trail.page({ filter, limit: RECORDS_A_PAGE, ...(before && { before }) })
    for (const { record } of page.entries) {
      if (record.action === 'session.refuse') continue
      if (record.actorUrn !== null) actors.add(record.actorUrn)
      const type = record.subject === null ? undefined : entityTypeOf(record.subject)
      if (record.subject !== null && type !== undefined)
        resources.set(record.subject, { type, urn: record.subject })
    }
    before = page.next
    if (before === undefined) break
  }
  return { actors: [...actors], resources: [...resources.values()], complete: before === undefined }
}
