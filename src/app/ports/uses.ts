/** One use of a token. */
export interface TokenUse {
  tokenId: string
  /** Epoch milliseconds. */
  at: number
  /** IP address of the other end of the connection, at most 64 characters. */
  address: string
  /** As `keptUserAgent` leaves it. */
  userAgent: string | null
}

/** The newest use of a token; all `null` where it was never used. */
export interface LastUseRecord {
  at: number | null
  address: string | null
  userAgent: string | null
}

export interface LastUseStore {
  /** `undefined`: there is no such token. */
  find(tokenId: string): Promise<LastUseRecord | undefined>
}

/** How many uses one `note` takes: its statement grows with the square of them. */
export const NOTED_USES_MAX = 100

export interface LastUseWrites {
  /**
   * Remembers uses of different tokens, `NOTED_USES_MAX` at the most. Where a token has a newer use on record, or there
   * is no such token, nothing happens: repeating it, in any order, ends at the newest.
   */
  note(uses: readonly TokenUse[]): void
}
