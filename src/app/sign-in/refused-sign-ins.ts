import type { Client } from '../../domain/caller.ts'
import { corpuserId } from '../../domain/urn.ts'
import type { AuditRecordOf } from '../audit/audit-trail.ts'
import { type CountedRecordsPorts, makeWriteCounted } from '../audit/counted-records.ts'
import type { AuditRecord } from '../ports/audit.ts'
import type { Clock } from '../ports/core.ts'

/** Somebody tried to sign in and was not let in. */
export interface RefusedSignIn extends Client {
  /** The account that was asked for; `null` where there is none of that name. */
  actorUrn: string | null
}

export interface RefusedSignIns {
  /** Counts one more; never throws, never waits. */
  note(refused: RefusedSignIn): void
  /** Writes one record for each account and address that was noted since; see `WriteCounted`. */
  flush(): Promise<void>
}

export interface RefusedSignInsPorts extends CountedRecordsPorts {
  auditRecordOf: AuditRecordOf
  clock: Pick<Clock, 'now'>
}

export interface RefusedSignInsBounds {
  /** Pairs of account and address between two flushes; what more there are is counted in one record. */
  pairsMax: number
  /** Records of one transaction; default: that of `makeWriteCounted`. */
  recordsPerWriteMax?: number
}

// 1,000 pairs are about half a megabyte. A stranger with more addresses learns nothing and fills nothing.
const BOUNDS: RefusedSignInsBounds = { pairsMax: 1_000 }

interface Tally extends RefusedSignIn {
  count: number
  first: number
  last: number
}

/**
 * Counts refused sign-ins, so that a stranger who guesses passwords writes a record every few seconds and not one for
 * each guess.
 */
export function makeRefusedSignIns(ports: RefusedSignInsPorts, bounds = BOUNDS): RefusedSignIns {
  const { auditRecordOf, clock } = ports
  const tallies = new Map<string, Tally>()
  let overflow: Tally | undefined
  const write = makeWriteCounted(ports, bounds.recordsPerWriteMax)

  function recordOf({ actorUrn, address, userAgent, ...counted }: Tally, details = {}): AuditRecord {
    const by = { address, userAgent, ...(actorUrn === null ? {} : { actorUrn }) }
    return auditRecordOf(by, {
      action: 'session.refuse',
      outcome: 'refused',
      details: { ...counted, ...details },
    })
  }

  function takeRecords(): AuditRecord[] {
    const records = [...tallies.values()].map((tally) => recordOf(tally))
    // Nobody in particular: the addresses beyond the bound are many.
    if (overflow !== undefined) records.push({ ...recordOf(overflow, { many: true }), address: null })
    tallies.clear()
    overflow = undefined
    return records
  }

  return {
    note(refused) {
      const now = clock.now()
      // As JSON, so that no two pairs are one text.
      const key = JSON.stringify([refused.actorUrn, refused.address])
      const known = tallies.get(key) ?? (tallies.size < bounds.pairsMax ? undefined : overflow)
      if (known !== undefined) {
        known.count++
        known.last = now
        return
      }
      const counted = { count: 1, first: now, last: now }
      if (tallies.size < bounds.pairsMax) tallies.set(key, { ...storable(refused), ...counted })
      else overflow = { actorUrn: null, address: '', userAgent: null, ...counted }
    },

    flush: () => write(takeRecords),
  }
}

/** Without a name that is nobody's: one that no column takes would hold up all the others for ever. */
function storable({ actorUrn, address, userAgent }: RefusedSignIn): RefusedSignIn {
  const named = actorUrn !== null && corpuserId(actorUrn) !== undefined
  return { actorUrn: named ? actorUrn : null, address, userAgent }
}
