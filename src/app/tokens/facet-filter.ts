import { invalid, type ServiceError } from '../../errors/service-error.ts'
import { FILTER_VALUES_MAX, type TokenFilter } from '../ports/tokens.ts'

/** DataHub's `FacetFilterInput` (search.graphql). */
export interface FacetFilter {
  field: string
  /** Deprecated in DataHub, and still what its documentation shows. */
  value?: string | null
  values?: readonly string[] | null
  negated?: boolean | null
  condition?: string | null
}

const FIELDS = ['ownerUrn', 'actorUrn', 'name', 'createdAt', 'expiresAt'] as const

/** What a facet asks for, read: never empty. */
interface Facet {
  field: (typeof FIELDS)[number]
  values: readonly string[]
  negated: boolean
  condition: string
}

// As many as there are fields and conditions to ask for; each is joined with those before it.
const FACETS_MAX = 20

/**
 * Facets, each of which must hold, as one filter of tokens; `undefined` where no token can satisfy them all. Throws
 * INVALID_REQUEST that says what may be asked, where DataHub answers with what its search index makes of it.
 */
export function tokenFilterOf(facets: readonly FacetFilter[]): TokenFilter | undefined {
  if (facets.length > FACETS_MAX) throw invalid(`filters must be at most ${FACETS_MAX}.`)
  let filter: TokenFilter | undefined = {}
  for (const facet of facets) filter = filter && narrowed(filter, read(facet))
  return filter
}

function read({ field: asked, value, values, negated, condition }: FacetFilter): Facet {
  const field = FIELDS.find((known) => known === asked)
  // What else was asked for stays unsaid: a token may have slipped there.
  if (field === undefined) throw invalid(`there is no filter of that name. Filters: ${FIELDS.join(', ')}.`)
  const all = values ?? (value == null ? [] : [value])
  if (all.length === 0 || all.length > FILTER_VALUES_MAX)
    throw invalid(`the filter "${field}" needs 1 to ${FILTER_VALUES_MAX} values.`)
  return { field, values: all, negated: negated ?? false, condition: condition ?? 'EQUAL' }
}

function narrowed(filter: TokenFilter, facet: Facet): TokenFilter | undefined {
  switch (facet.field) {
    case 'ownerUrn':
      return withUrns(filter, facet, 'ownerUrns', 'notOwnerUrns')
    case 'actorUrn':
      return withUrns(filter, facet, 'actorUrns', 'notActorUrns')
    case 'name':
      return withName(filter, facet)
    case 'createdAt':
      return withTime(filter, facet, 'createdAfter', 'createdBefore')
    case 'expiresAt':
      return withTime(filter, facet, 'expiresAfter', 'expiresBefore')
  }
}

function withUrns(
  filter: TokenFilter,
  { field, values, negated, condition }: Facet,
  is: 'ownerUrns' | 'actorUrns',
  isNot: 'notOwnerUrns' | 'notActorUrns',
): TokenFilter | undefined {
  if (condition !== 'EQUAL' && condition !== 'IN') throw unsupported(field, condition, 'EQUAL, IN')
  if (!values.every((urn) => urn.isWellFormed()))
    throw invalid(`the filter "${field}" takes URNs, which have no lone surrogates.`)
  if (negated) {
    const none = [...new Set([...(filter[isNot] ?? []), ...values])]
    if (none.length > FILTER_VALUES_MAX)
      throw invalid(`the filters "${field}" have at most ${FILTER_VALUES_MAX} values together.`)
    return { ...filter, [isNot]: none }
  }
  const both = filter[is]?.filter((urn) => values.includes(urn)) ?? values
  return both.length === 0 ? undefined : { ...filter, [is]: both }
}

function withName(filter: TokenFilter, { values, negated, condition }: Facet): TokenFilter {
  const [value = '', ...more] = values
  if (negated || more.length > 0 || filter.name !== undefined || filter.nameIs !== undefined)
    throw invalid('the filter "name" takes one value, once, and is not negated.')
  if (condition === 'EQUAL') return { ...filter, nameIs: value }
  if (condition === 'CONTAIN' || condition === 'START_WITH') return { ...filter, name: value }
  throw unsupported('name', condition, 'EQUAL, CONTAIN, START_WITH')
}

type TimeBound = 'createdAfter' | 'createdBefore' | 'expiresAfter' | 'expiresBefore'

function withTime(
  filter: TokenFilter,
  { field, values, negated, condition }: Facet,
  after: TimeBound,
  before: TimeBound,
): TokenFilter {
  const [value = ''] = values
  const time = Number(value)
  // Digits alone: a blank would be the time 0.
  if (negated || values.length > 1 || !/^\d+$/.test(value) || !Number.isSafeInteger(time))
    throw invalid(`the filter "${field}" takes one time in epoch milliseconds, and is not negated.`)
  const earliest = (from: number) => ({ [after]: Math.max(from, filter[after] ?? from) })
  const latest = (to: number) => ({ [before]: Math.min(to, filter[before] ?? to) })
  switch (condition) {
    case 'EQUAL':
      return { ...filter, ...earliest(time), ...latest(time + 1) }
    case 'GREATER_THAN':
      return { ...filter, ...earliest(time + 1) }
    case 'GREATER_THAN_OR_EQUAL_TO':
      return { ...filter, ...earliest(time) }
    case 'LESS_THAN':
      return { ...filter, ...latest(time) }
    case 'LESS_THAN_OR_EQUAL_TO':
      return { ...filter, ...latest(time + 1) }
    default:
      throw unsupported(
        field,
        condition,
        'EQUAL, GREATER_THAN, GREATER_THAN_OR_EQUAL_TO, LESS_THAN, LESS_THAN_OR_EQUAL_TO',
      )
  }
}

function unsupported(field: string, condition: string, supported: string): ServiceError {
  return invalid(`the filter "${field}" does not take the condition ${condition}. Conditions: ${supported}.`)
}
