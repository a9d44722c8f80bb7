import type { Caller } from '../domain/caller.ts'
import { parseTokenId } from '../domain/token-id.ts'
import { type TokenRecord, type TokenView, tokenView } from '../domain/token-record.ts'
import { ServiceError } from '../errors/service-error.ts'
import type { Authorize } from './authorize.ts'
import { pageOf } from './page-cursor.ts'
import type { Clock, CursorCodec, TokenPage, TokenStore } from './ports.ts'

export interface TokenList {
  items: TokenView[]
  nextCursor: string | null
}

export interface ReadTokens {
  /** The caller's own tokens, newest first. Errors: INVALID_REQUEST for a cursor that is not ours. */
  list(caller: Caller, page: { limit: number; cursor?: string }): Promise<TokenList>
  /** One token by id, in either spelling. Errors: NOT_FOUND, alike for unknown ids and for others' tokens. */
  get(caller: Caller, id: string): Promise<TokenView>
}

export interface ReadTokensPorts {
  store: Pick<TokenStore, 'find' | 'listByOwner'>
  authorize: Authorize
  clock: Clock
  cursors: CursorCodec<NonNullable<TokenPage['before']>>
}

export function makeReadTokens({ store, authorize, clock, cursors }: ReadTokensPorts): ReadTokens {
  return {
    async list(caller, { limit, cursor }) {
      const query = { ownerUrn: caller.principal.actorUrn }
      const before = cursor === undefined ? undefined : cursors.open(query, cursor)
      // One more than asked for tells whether there is a next page.
      const page = {
        ...query,
        limit: limit + 1,
        ...(before === undefined ? {} : { before }),
      }
      const { items, nextCursor } = pageOf(await store.listByOwner(page), limit, ({ createdAt, id }) =>
        cursors.seal(query, { createdAt, id }),
      )
      return { items: items.map((record) => tokenView(record, clock.now())), nextCursor }
    },
    async get(caller, id) {
      return tokenView(await findOwnToken({ store, authorize }, caller, id), clock.now())
    },
  }
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
