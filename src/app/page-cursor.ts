import type { TokenRecord } from '../domain/token-record.ts'
import type { CursorCodec } from './ports.ts'

/** Cuts a list that was read one item longer than `limit` into the page and the cursor of the next. */
export function pageOf(
  records: TokenRecord[],
  limit: number,
  cursors: Pick<CursorCodec, 'seal'>,
): { items: TokenRecord[]; nextCursor: string | null } {
  const items = records.slice(0, limit)
  const last = items.at(-1)
  if (records.length <= limit || last === undefined) return { items, nextCursor: null }
  return { items, nextCursor: cursors.seal({ createdAt: last.createdAt, id: last.id }) }
}
