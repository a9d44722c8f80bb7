/** Who is calling, and by which means. */
export type Principal =
  | {
      via: 'token'
      actorUrn: string
      tokenId: string
      /** When the token ends, epoch milliseconds; `Infinity` for never. */
      endsAtMs: number
    }
  | { via: 'session'; actorUrn: string; sessionId: string }
