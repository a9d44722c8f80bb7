import type { Actor } from '../../domain/actor.ts'
import type { TokenRecord } from '../../domain/token-record.ts'
import type { SessionRecord } from './sessions.ts'

/** A record of the truth, and its actor as the directory of the same database has them. */
export interface WithActor<R> {
  record: R
  /** `undefined`: not there, or removed. */
  actor: Actor | undefined
}

/** Reads that who is asked for shall not cost another one: each is one round trip, the actor read after the record. */
export interface ReadsWithActor {
  session(id: string): Promise<WithActor<SessionRecord> | undefined>
  token(id: string): Promise<WithActor<TokenRecord> | undefined>
}
