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
