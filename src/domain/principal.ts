/** Who is calling, and by which means. */
export type Principal =
  | { via: 'token'; actorUrn: string; tokenId: string }
  | { via: 'session'; actorUrn: string; sessionId: string }
