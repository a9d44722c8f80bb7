import type { StatedIdentity, TokenClaims } from '../../domain/token-claims.ts'
import type { TokenRecord, TokenState } from '../../domain/token-record.ts'

/** The port of lists of tokens. Times are epoch milliseconds throughout. */

/** Which tokens; a token must satisfy every field that is there. At most `FILTER_VALUES_MAX` values in each array. */
export interface TokenFilter {
  /** Made by one of these. */
  ownerUrns?: readonly string[]
  notOwnerUrns?: readonly string[]
  /** Stands for one of these. */
  actorUrns?: readonly string[]
  notActorUrns?: readonly string[]
  /** Each word of this begins a word of the name, in upper or lower case; words are runs of letters and digits. */
  name?: string
  /** The name, to the letter. */
  nameIs?: string
  /** In one of these states at the time of the question. */
  states?: readonly TokenState[]
  createdBefore?: number
  /** At this time or later, as all `…After`. */
  createdAfter?: number
  /** Not tokens that never expire. */
  expiresBefore?: number
  /** Tokens that never expire too. */
  expiresAfter?: number
  /** Not used at this time or later: a token that was never used too, if it was made before. */
  lastUsedBefore?: number
  lastUsedAfter?: number
}

/** How many owners or actors one filter may name. */
export const FILTER_VALUES_MAX = 50

/** `expires`: tokens that never expire come as the latest; `lastUsed`: tokens never used as the earliest. */
export type TokenSort = 'created' | 'expires' | 'lastUsed'

export type SortOrder = 'asc' | 'desc'

/** Where in a list a page ends: plain JSON, for the store that gave it only. */
export type TokenPosition = readonly (string | number)[]

export interface TokenQuery {
  filter: TokenFilter
  sort: TokenSort
  order: SortOrder
  /** 1 to 100. */
  limit: number
  /** `next` of the page before. */
  after?: TokenPosition
  /** The time by which states are told. */
  nowMs: number
}

export interface TokenPage {
  records: TokenRecord[]
  /** `null`: the list ends here. A page may be shorter than `limit`, or empty, and not be the last. */
  next: TokenPosition | null
}

export interface TokenCount {
  total: number
  /** `false`: counted a moment ago, or too many to be counted yet, of which there are this many at least. */
  exact: boolean
}

/** Some matches, in the order of creation. */
export interface TokenBatch {
  ids: string[]
  /** `null`: there are no more. */
  next: TokenPosition | null
}

/** Reads of many tokens, on the primary. A failing database rejects. */
export interface TokenLists {
  /**
   * One page. Ties of the sort are told apart by time of creation, then by id, so that a list walked to its end shows
   * each token once that matched all the while. Takes a bounded time whatever the filter; `docs/listing.md` says how.
   */
  page(query: TokenQuery): Promise<TokenPage>
  /** How many match: exact up to `COUNTED_MAX`; beyond, as of a moment ago at the most (`docs/listing.md`). */
  count(filter: TokenFilter, nowMs: number): Promise<TokenCount>
  /** How many match, to the last one, however long that takes: 14 seconds at the most. */
  countNow(filter: TokenFilter, nowMs: number): Promise<number>
  /**
   * `limit` tokens from `offset` on, in the order of DataHub's own list: the latest expiry first, tokens that never
   * expire last.
   */
  slice(filter: TokenFilter, nowMs: number, slice: { offset: number; limit: number }): Promise<TokenRecord[]>
  /** The next `limit` matches, however far they are: for changes of many tokens. */
  batch(
    filter: TokenFilter,
    nowMs: number,
    batch: { after: TokenPosition | undefined; limit: number },
  ): Promise<TokenBatch>
}

/** Up to here totals are always exact. */
export const COUNTED_MAX = 10_000

/** Tokens, the truth. Each method is one statement on the primary; a failing database rejects. */
export interface TokenStore {
  find(id: string): Promise<TokenRecord | undefined>
}

/** A token record read from the truth at `readAtMs`, as cached. */
export interface CachedToken {
  record: TokenRecord
  /** Wall clock before the read was sent, epoch milliseconds: the entry is true at some moment after it. */
  readAtMs: number
}

/** A shared tier of cached token records, below the in-process one. May be absent, slow or lying, never believed bare. */
export interface SharedTokenCache {
  /** An authentic, fresh entry or `undefined`; never rejects. */
  get(id: string): Promise<CachedToken | undefined>
  /** Best effort; never rejects. */
  set(entry: CachedToken): Promise<void>
  /** Best effort; never rejects. */
  delete(id: string): Promise<void>
}

/** Signs and checks DataHub's tokens with the ring's keys. */
export interface TokenSigner {
  /** Name of the key that signs now. */
  readonly keyId: string
  sign(claims: TokenClaims): string
  /** The signed identity, or `undefined` where the signature is wrong or the claims are not of a token of ours. */
  verify(token: string, keyId: string): StatedIdentity | undefined
}

/** DataHub's id of a token: base64(SHA-256(token || salt)). */
export type HashToken = (token: string) => string
