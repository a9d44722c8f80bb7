import { corpuserId } from './urn.ts'

/** Clocks differ: how far in the future a session may have begun, milliseconds. */
const CLOCKS_DIFFER_MS = 60_000

export interface PlaySession {
  actorUrn: string
  /** Epoch milliseconds by DataHub's clock, of which the part below a second is lost: it began up to a second later. */
  beganAtMs: number
}

/**
 * DataHub's own browser session, from the verified payload of its `PLAY_SESSION` cookie, or `undefined` where that is no session now: `{data: {actor, token}, nbf, iat, exp?}`, seconds (Play's Cookie.scala, JWTFormatter;
 * what is in it: datahub-frontend's AuthUtils.java, `createSessionMap`). `maxAgeMs` counts from `iat` and holds besides
 * `exp`, which is only there where Play is configured with a maximal age.
 */
export function readPlaySession(payload: unknown, nowMs: number, maxAgeMs: number): PlaySession | undefined {
  const { data, iat, nbf, exp } = Object(payload) as Record<string, unknown>
  const { actor, token } = Object(data) as Record<string, unknown>
  if (typeof actor !== 'string' || corpuserId(actor) === undefined) return undefined
  // GMS's session: DataHub takes nobody for signed in without it.
  if (typeof token !== 'string' || token === '') return undefined
  if (!isTime(iat)) return undefined
  const beganAtMs = iat * 1000
  const began = beganAtMs <= nowMs + CLOCKS_DIFFER_MS && nowMs < beganAtMs + maxAgeMs
  const counts = nbf === undefined || (isTime(nbf) && nbf * 1000 <= nowMs + CLOCKS_DIFFER_MS)
  const lasts = exp === undefined || (isTime(exp) && nowMs < exp * 1000)
  return began && counts && lasts ? { actorUrn: actor, beganAtMs } : undefined
}

function isTime(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value)
}
