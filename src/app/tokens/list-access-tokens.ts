import type { Caller } from '../../domain/caller.ts'
import { type TokenView, tokenView } from '../../domain/token-record.ts'
import type { Authorize } from '../access/authorize.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { Clock } from '../ports/core.ts'
import type { Sliced } from '../ports/directory.ts'
import type { TokenLists } from '../ports/tokens.ts'
import { type FacetFilter, tokenFilterOf } from './facet-filter.ts'

export interface ListAccessTokensInput {
  start: number
  count: number
  filters: readonly FacetFilter[]
}

/**
 * DataHub's list of tokens (ListAccessTokensResolver.java): the latest expiry first; revoked ones are not in it, as
 * DataHub deletes them. Who has MANAGE_ACCESS_TOKENS sees all; who has GENERATE_PERSONAL_ACCESS_TOKENS asks for their own
 * (`ownerUrn` exactly the caller) and sees no others, whatever else the filters say. Errors: FORBIDDEN, INVALID_REQUEST.
 */
export type ListAccessTokens = (caller: Caller, input: ListAccessTokensInput) => Promise<Sliced<TokenView>>

export interface ListAccessTokensPorts {
  lists: Pick<TokenLists, 'count' | 'slice'>
  authorize: Authorize
  requirePrivilege: RequirePrivilege
  clock: Clock
}

export function makeListAccessTokens(ports: ListAccessTokensPorts): ListAccessTokens {
  const { lists, authorize, requirePrivilege, clock } = ports

  /** The facets that hold for what this caller may see. */
  async function allowedFacets(
    caller: Caller,
    facets: readonly FacetFilter[],
  ): Promise<readonly FacetFilter[]> {
    const { actorUrn } = caller.principal
    if ((await authorize(actorUrn, 'MANAGE_ACCESS_TOKENS')).allowed) return facets
    const own = { field: 'ownerUrn', values: [actorUrn] }
    const asksForOwn = facets.some(({ field, values, value }) => {
      const asked = values ?? (value == null ? [] : [value])
      return field === 'ownerUrn' && asked.length === 1 && asked[0] === actorUrn
    })
    if (asksForOwn && (await authorize(actorUrn, 'GENERATE_PERSONAL_ACCESS_TOKENS')).allowed)
      return [...facets, own]
    await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.list' })
    return facets
  }

  return async (caller, { start, count, filters }) => {
    const filter = tokenFilterOf(await allowedFacets(caller, filters))
    if (filter === undefined) return { items: [], total: 0 }
    const listed = { ...filter, states: ['active', 'expired'] as const }
    const nowMs = clock.now()
    const { total } = await lists.count(listed, nowMs)
    const records = count === 0 ? [] : await lists.slice(listed, nowMs, { offset: start, limit: count })
    return { items: records.map((record) => tokenView(record, nowMs)), total }
  }
}
