import type { AuditRecord } from '../ports/audit.ts'
import { DuplicateError, type Transactions, UnfitValueError } from '../ports/transactions.ts'

/**
 * Writes records of what was counted in memory. Takes new ones once those are through that could not be written before:
 * so much is kept in an outage, and no more, while the counting goes on. Rejects where the database does not answer;
 * nothing is lost then. One call at a time.
 */
export type WriteCounted = (take: () => readonly AuditRecord[]) => Promise<void>

export interface CountedRecordsPorts {
  transactions: Transactions
  /** Told of a record that the database does not take: what it counts was written, but not what it says. */
  unwritable: (id: string, error: unknown) => void
}

// It holds a connection for some milliseconds.
const RECORDS_PER_WRITE_MAX = 100

export function makeWriteCounted(
  { transactions, unwritable }: CountedRecordsPorts,
  recordsPerWriteMax = RECORDS_PER_WRITE_MAX,
): WriteCounted {
  let unwritten: AuditRecord[] = []

  const append = (records: readonly AuditRecord[]): Promise<void> =>
    transactions.change(({ audit }) => {
      for (const record of records) audit.append(record)
    })

  /** `false` where it was there: the commit of an attempt before had arrived, and only its answer had not. */
  async function appendOne(record: AuditRecord): Promise<boolean> {
    try {
      await append([record])
      return true
    } catch (error) {
      if (error instanceof DuplicateError) return false
      throw error
    }
  }

  async function writeAlone(record: AuditRecord): Promise<void> {
    try {
      await appendOne(record)
    } catch (error) {
      if (!(error instanceof UnfitValueError)) throw error
      if (await appendOne(countsOf(record))) unwritable(record.id, error.cause)
    }
  }

  async function write(): Promise<void> {
    while (unwritten.length > 0) {
      const records = unwritten.slice(0, recordsPerWriteMax)
      try {
        await append(records)
        unwritten = unwritten.slice(records.length)
      } catch {
        // Attack: one record that no column takes would hold up all the others for ever.
        for (const record of records) {
          await writeAlone(record)
          unwritten = unwritten.slice(1)
        }
      }
    }
  }

  return async (take) => {
    await write()
    unwritten = [...take()]
    await write()
  }
}

/** A record without anything that its actor, or a stranger, may have chosen. */
function countsOf(record: AuditRecord): AuditRecord {
  const counts = Object.entries(record.details).filter(([, value]) => typeof value === 'number')
  return {
    ...record,
    actorTokenId: null,
    subject: null,
    address: null,
    userAgent: null,
    details: { ...Object.fromEntries(counts), unwritable: true },
  }
}
