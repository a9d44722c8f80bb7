/** A key that a token was made with. Ids and digests are base64 of 32 bytes. */
export interface IdempotencyRecord {
  /** Digest of the key and of whose it is. */
  key: string
  /** Digest of the request that came with it. */
  body: string
  /** The token that was made. */
  tokenId: string
  /** Epoch milliseconds. */
  createdAt: number
}

export interface IdempotencyStore {
  find(key: string): Promise<IdempotencyRecord | undefined>
}

export interface IdempotencyWrites {
  /** Rejects with `DuplicateError` where the key is there, unless it is from before `expiredBefore`: then it is replaced. */
  insert(record: IdempotencyRecord, expiredBefore: number): void
  /** Removes at most `limit` keys from before a moment, the oldest; resolves with how many. */
  deleteBefore(beforeMs: number, limit: number): Promise<number>
}
