/** What may sign in or carry a token: a person, or a service account, which has no password. */
export type ActorKind = 'USER' | 'SERVICE_ACCOUNT'

/** A suspended actor keeps everything and may do nothing. */
export type ActorStatus = 'ACTIVE' | 'SUSPENDED'

/** An actor of the directory with what decides what it may do. Who was removed is in no directory. */
export interface Actor {
  urn: string
  kind: ActorKind
  status: ActorStatus
  /** URNs of the groups it is a member of. */
  groups: readonly string[]
  /** URNs of its roles, its own and those of its groups. */
  roles: readonly string[]
  /**
   * Sessions of DataHub's own (`PLAY_SESSION`) that began before this have ended; epoch milliseconds. 0 where DataHub is the
   * directory, for it tells no such time.
   */
  sessionsSince: number
}
