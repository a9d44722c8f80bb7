import type { Slice, Sliced } from '../../app/ports/directory.ts'
import { ServiceError } from '../../errors/service-error.ts'

/** What DataHub's list inputs have in common. */
export interface ListInput {
  start?: number | null
  count?: number | null
  query?: string | null
}

// What Elasticsearch, behind DataHub's own lists, gives at the most in one page.
const COUNT_MAX = 10_000

/** DataHub's defaults: the first 20 of everything. Throws INVALID_REQUEST that says what may be asked. */
export function sliceOf({ start, count, query }: ListInput): Slice {
  const slice = { start: start ?? 0, count: count ?? 20, query: query ?? '' }
  if (slice.start < 0) throw invalid('start must be 0 or more.')
  if (slice.count < 0 || slice.count > COUNT_MAX) throw invalid(`count must be 0 to ${COUNT_MAX}.`)
  return slice
}

function invalid(detail: string): ServiceError {
  return new ServiceError('INVALID_REQUEST', { detail })
}

/** A list as DataHub answers it: `count` is the size of the page that was asked for, `name` the field of the items. */
export function listResult<T, N extends string>(
  { start, count }: Slice,
  { items, total }: Sliced<T>,
  name: N,
) {
  return { start, count, total, [name]: items }
}
