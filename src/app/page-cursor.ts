/** Cuts a list that was read one item longer than `limit` into the page and the cursor of the next. */
export function pageOf<T>(
  read: readonly T[],
  limit: number,
  cursorAfter: (last: T) => string,
): { items: T[]; nextCursor: string | null } {
  const items = read.slice(0, limit)
  const last = items.at(-1)
  const nextCursor = read.length <= limit || last === undefined ? null : cursorAfter(last)
  return { items, nextCursor }
}
