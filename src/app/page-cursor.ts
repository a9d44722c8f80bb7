import type { TokenRecord } from '../domain/token-record.ts'

/** Where a page ends: the next one begins after this item. */
export interface CursorPosition {
  createdAt: number
  id: string
}

/** Seals positions, so that a cursor tells nothing and can only come from us. `open` throws INVALID_REQUEST. */
export interface CursorCodec {
  seal(position: CursorPosition): string
  open(cursor: string): CursorPosition
}

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
