import { invalid } from '../../errors/service-error.ts'
import { pageOf } from '../page-cursor.ts'
import { checkLine } from '../plain-text.ts'
import type { DirectoryPage, Slice } from '../ports/directory.ts'
import type { Page, PageRequest } from './directory.ts'
import type { DirectoryPorts, DirectoryPosition } from './ports.ts'

// As many as DataHub's search gives at once (Elasticsearch's index.max_result_window).
const COUNT_MAX = 10_000

const QUERY_LENGTH_MAX = 500

/** Throws INVALID_REQUEST for a slice that no list can answer. */
export function checkSlice({ start, count, query }: Slice): void {
  if (!Number.isSafeInteger(start) || start < 0) throw invalid('start must be 0 or more.')
  if (!Number.isSafeInteger(count) || count < 0 || count > COUNT_MAX)
    throw invalid(`count must be between 0 and ${COUNT_MAX}.`)
  checkLine('query', query, QUERY_LENGTH_MAX)
}

/** Reads one page of a list; `list` names it, so that its cursors serve no other. Errors: INVALID_REQUEST. */
export async function readPage<Row extends DirectoryPosition, Item>(
  { cursors }: Pick<DirectoryPorts, 'cursors'>,
  list: string,
  { limit, cursor, query = '' }: PageRequest,
  read: (page: DirectoryPage) => Promise<Row[]>,
  toItem: (row: Row) => Item,
): Promise<Page<Item>> {
  checkLine('query', query, QUERY_LENGTH_MAX)
  const question = { list, query }
  const after = cursor === undefined ? {} : { after: cursors.open(question, cursor) }
  // One more than asked for tells whether there is a next page.
  const rows = await read({ limit: limit + 1, query, ...after })
  const { items, nextCursor } = pageOf(rows, limit, ({ createdAt, urn }) =>
    cursors.seal(question, { createdAt, urn }),
  )
  return { items: items.map(toItem), nextCursor }
}
