import type { Clock } from '../../app/ports/core.ts'
import type { GmsSession } from '../../app/ports/gms.ts'
import { corpuserId } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { GmsPool } from './pool.ts'
import { makeSendToGms } from './send.ts'
import { type SystemCredentials, systemClientRefused, systemHeaders } from './system-client.ts'

export interface MintSessionOptions extends SystemCredentials {
  gms: GmsPool
  clock: Clock
}

// GMS's default session is a day; a token whose own end cannot be read is trusted for a minute.
const UNKNOWN_LIFE_MS = 60_000

const ANSWER_BYTES_MAX = 65_536

/**
 * Asks GMS for a session of the actor, as datahub-frontend does (AuthServiceClient.java): the system client's
 * credentials are raw `Basic id:secret`, the body names the bare user id. Errors: GMS_CREDENTIALS_REFUSED,
 * ACTOR_REFUSED (newer GMS: 403 with `loginDenialReason`), GMS_UNREACHABLE, GMS_TIMEOUT.
 */
export function makeMintSession({ gms, clock, ...credentials }: MintSessionOptions) {
  const send = makeSendToGms({ gms, answerBytesMax: ANSWER_BYTES_MAX })
  return async (actorUrn: string): Promise<GmsSession> => {
    const requestedAt = clock.now()
    const { status, body } = await send({
      method: 'POST',
      path: '/auth/generateSessionTokenForUser',
      headers: [...systemHeaders(credentials), 'content-type', 'application/json'],
      body: JSON.stringify({ userId: corpuserId(actorUrn) }),
    })
    const text = Buffer.from(body).toString('utf8')
    if (status === 403)
      throw new ServiceError('ACTOR_REFUSED', { internal: `GMS refused a session: ${text.slice(0, 200)}` })
    // GMS at v0.13 throws from an asynchronous task where the caller is not the system client: 500 instead of 401.
    if (status === 401 || status === 500) throw systemClientRefused(status)
    const token = status === 200 ? accessTokenIn(text) : undefined
    if (token === undefined) {
      throw new ServiceError('GMS_UNREACHABLE', {
        internal: `GMS answered ${status} to a request for a session`,
      })
    }
    return { token, expiresAtMs: endOf(token) ?? requestedAt + UNKNOWN_LIFE_MS }
  }
}

function accessTokenIn(text: string): string | undefined {
  try {
    const { accessToken } = JSON.parse(text) as { accessToken?: unknown }
    return typeof accessToken === 'string' && accessToken !== '' ? accessToken : undefined
  } catch {
    return undefined
  }
}

// Read, not verified: GMS signed it for itself, and all that is wanted is when to renew it.
function endOf(token: string): number | undefined {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      exp?: unknown
    }
    return typeof exp === 'number' ? exp * 1000 : undefined
  } catch {
    return undefined
  }
}
