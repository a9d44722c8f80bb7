import type { Caller } from '../../domain/caller.ts'
import type { GmsDemand } from '../../domain/gms-endpoints/judgement.ts'
import type { GmsIdentity } from '../../domain/gms-identity.ts'
import type { Principal } from '../../domain/principal.ts'

/** As whom GMS is asked. */
export interface GmsCaller {
  principal: Principal | null
  /** The caller's own `Authorization` field, which counts where `GMS_CREDENTIALS` is `passthrough`. */
  authorization: string | undefined
}

/** One request to GMS, its body held, so that it can be sent a second time. */
export interface GmsCall {
  caller: GmsCaller
  method: 'GET' | 'POST'
  /** Path and query, beginning with `/`. */
  path: string
  body?: Uint8Array | string
  /** The header fields of who asked us; of these only a few are passed on. */
  headers?: Readonly<Record<string, string | string[] | undefined>>
}

export interface GmsAnswer {
  status: number
  /** Names in lower case. */
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: Uint8Array
}

/** Asks GMS and takes its answer whole, whatever its status. Rejects with a ServiceError where there is no answer. */
export type CallGms = (call: GmsCall) => Promise<GmsAnswer>

/** A session token of GMS for one actor. */
export interface GmsSession {
  token: string
  /** Epoch milliseconds. */
  expiresAtMs: number
}

/** `undefined` where GMS must be told an actor and there is none. */
export type GmsIdentityFor = (
  principal: Principal | null,
  callerAuthorization: string | undefined,
) => GmsIdentity | undefined | Promise<GmsIdentity>

/** Something that GMS is to be asked for, and what whoever asks must be allowed for it. */
export interface GuardedRequest {
  /** As the audit trail names it. */
  what: string
  /** Each must be met. */
  demands: readonly GmsDemand[]
}

/**
 * Lets a request go to GMS. Errors: UNAUTHENTICATED where there are demands and nobody asks; FORBIDDEN, naming what is
 * missing; INVALID_REQUEST for too many demands; and what `Authorize` has: what cannot be decided does not go.
 */
export type AdmitGmsRequest = (caller: Caller | null, request: GuardedRequest) => Promise<void>

/**
 * Told that GMS answered a request with these demands, or may have done without an answer: what is held here of what it
 * may have changed is read anew, and some seconds later again, since GMS may do what it answered only then. Who asked is
 * answered once it resolves, at once where there is nothing to wait for (`undefined`). Never rejects, and is over after
 * some seconds whatever happens.
 */
export type NoteGmsChange = (demands: readonly GmsDemand[]) => Promise<void> | undefined
