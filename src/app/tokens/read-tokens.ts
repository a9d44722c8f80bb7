import type { Caller } from '../../domain/caller.ts'
import { parseTokenId, tokenUrn } from '../../domain/token-id.ts'
import { type TokenRecord, type TokenView, tokenView } from '../../domain/token-record.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Authorize } from '../access/authorize.ts'
import type { RequirePrivilege } from '../access/require-privilege.ts'
import type { Clock, CursorCodec } from '../ports/core.ts'
import type {
  SortOrder,
  TokenFilter,
  TokenLists,
  TokenPosition,
  TokenSort,
  TokenStore,
} from '../ports/tokens.ts'
import { filterOf, ownFilterOf, type TokenConditions } from './token-conditions.ts'

/** What is asked of a list; `cursor` is `nextCursor` of the page before, of the same conditions and sort. */
export interface TokenListRequest extends TokenConditions {
  sort?: TokenSort
  order?: SortOrder
  /** 1 to 100. */
  limit: number
  cursor?: string
}

export interface TokenList {
  /** At most `limit`; fewer, or none, does not say that the list ends. */
  items: TokenView[]
  /** `null`: the list ends here. */
  nextCursor: string | null
}

export interface ReadTokens {
  /** The caller's own tokens, newest first by default. Errors: FORBIDDEN for others', INVALID_REQUEST. */
  list(caller: Caller, request: TokenListRequest): Promise<TokenList>
  /** Anybody's tokens, for who manages them. Errors: FORBIDDEN, INVALID_REQUEST. */
  listAny(caller: Caller, request: TokenListRequest): Promise<TokenList>
  /** One token by id, in either spelling. Errors: NOT_FOUND, alike for unknown ids and for others' tokens. */
  get(caller: Caller, id: string): Promise<TokenView>
  /** Anybody's, for who manages them. Errors: FORBIDDEN, NOT_FOUND. */
  getAny(caller: Caller, id: string): Promise<TokenView>
}

export interface ReadTokensPorts {
  store: Pick<TokenStore, 'find'>
  lists: Pick<TokenLists, 'page'>
  authorize: Authorize
  requirePrivilege: RequirePrivilege
  clock: Clock
  cursors: CursorCodec<TokenPosition>
}

export function makeReadTokens(ports: ReadTokensPorts): ReadTokens {
  const { store, lists, authorize, requirePrivilege, clock, cursors } = ports

  async function page(filter: TokenFilter, request: TokenListRequest): Promise<TokenList> {
    const { sort = 'created', order = 'desc', limit, cursor } = request
    const asked = { ...filter, sort, order }
    const after = cursor === undefined ? undefined : cursors.open(asked, cursor)
    const nowMs = clock.now()
    const query = { filter, sort, order, limit, nowMs, ...(after !== undefined && { after }) }
    const { records, next } = await lists.page(query)
    return {
      items: records.map((record) => tokenView(record, nowMs)),
      nextCursor: next === null ? null : cursors.seal(asked, next),
    }
  }

  return {
    list: async (caller, request) => page(ownFilterOf(caller, conditionsOf(request)), request),
    async listAny(caller, request) {
      await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.list' })
      return page(filterOf(conditionsOf(request)), request)
    },
    async get(caller, id) {
      return tokenView(await findOwnToken({ store, authorize }, caller, id), clock.now())
    },
    async getAny(caller, id) {
      await requirePrivilege(caller, 'MANAGE_ACCESS_TOKENS', { what: 'token.read', ...aboutToken(id) })
      return tokenView(await findOwnToken({ store, authorize }, caller, id), clock.now())
    },
  }
}

function conditionsOf(request: TokenListRequest): TokenConditions {
  const { sort: _, order: __, limit: ___, cursor: ____, ...conditions } = request
  return conditions
}

/** The record that the caller may see and revoke: creator, subject, or holder of Manage All. Else NOT_FOUND. */
export async function findOwnToken(
  { store, authorize }: Pick<ReadTokensPorts, 'authorize'> & { store: Pick<TokenStore, 'find'> },
  { principal: { actorUrn: callerUrn } }: Caller,
  id: string,
): Promise<TokenRecord> {
  const parsed = parseTokenId(id)
  const record = parsed === undefined ? undefined : await store.find(parsed)
  if (record !== undefined) {
    if (record.ownerUrn === callerUrn || record.actorUrn === callerUrn) return record
    if ((await authorize(callerUrn, 'MANAGE_ACCESS_TOKENS')).allowed) return record
  }
  throw new ServiceError('NOT_FOUND', { detail: 'You have no token with this id.' })
}

/** What an attempt was about, for the audit trail, where it is a token's id, in either spelling. */
export function aboutToken(id: string): { subject?: string } {
  const parsed = parseTokenId(id)
  return parsed === undefined ? {} : { subject: tokenUrn(parsed) }
}
