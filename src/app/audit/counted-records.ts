import type { AuditRecord } from '../ports/audit.ts'
import { DuplicateError, type Transactions } from '../ports/transactions.ts'

/**
 * Writes records of what was counted in memory. Takes new ones once those are through that could not be written before:
 * so much is kept in an outage, and no more, while the counting goes on. Rejects where the database does not answer;
 * nothing is lost then. One call at a time.
 */
export type WriteCounted = (take: () => readonly AuditRecord[]) => Promise<void>

// It holds a connection for some milliseconds.
const RECORDS_PER_WRITE_MAX = 100

export function makeWriteCounted(
  transactions: Transactions,
  recordsPerWriteMax = RECORDS_PER_WRITE_MAX,
): WriteCounted {
  let unwritten: AuditRecord[] = []

  async function write(): Promise<void> {
    while (unwritten.length > 0) {
      const records = unwritten.slice(0, recordsPerWriteMax)
      try {
        await transactions.change(({ audit }) => {
          for (const record of records) audit.append(record)
        })
      } catch (error) {
        // The commit of the last attempt had arrived; only its answer had not.
        if (!(error instanceof DuplicateError)) throw error
      }
      unwritten = unwritten.slice(records.length)
    }
  }

  return async (take) => {
    await write()
    unwritten = [...take()]
    await write()
  }
}
