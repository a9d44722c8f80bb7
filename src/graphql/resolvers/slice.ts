import type { Slice, Sliced } from '../../app/ports/directory.ts'
import { invalid } from '../../errors/service-error.ts'
import { LIST_COUNT } from '../page-sizes.ts'

/** What DataHub's list inputs have in common. */
export interface ListInput {
  start?: number | null
  count?: number | null
  query?: string | null
}

/** DataHub's defaults: the first 20 of everything. Throws INVALID_REQUEST that says what may be asked. */
export function sliceOf({ start, count, query }: ListInput): Slice {
  const slice = { start: start ?? 0, count: count ?? LIST_COUNT.leftOut, query: query ?? '' }
  if (slice.start < 0) throw invalid('start must be 0 or more.')
  if (slice.count < 0 || slice.count > LIST_COUNT.max) throw invalid(`count must be 0 to ${LIST_COUNT.max}.`)
  return slice
}

/** A list as DataHub answers it: `count` is the size of the page that was asked for, `name` the field of the items. */
export function listResult<T, N extends string>(
  { start, count }: Slice,
  { items, total }: Sliced<T>,
  name: N,
) {
  return { start, count, total, [name]: items }
}
