import type { Clock, GmsSession } from '../../app/ports.ts'
import type { Secret } from '../../domain/secret.ts'
import { corpuserId } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import { gmsFailureCode } from './failure-code.ts'
import type { GmsPool } from './pool.ts'

export interface MintSessionOptions {
  gms: GmsPool
  systemClientId: string
  systemClientSecret: Secret
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
export function makeMintSession({ gms, systemClientId, systemClientSecret, clock }: MintSessionOptions) {
  return async (actorUrn: string): Promise<GmsSession> => {
    const requestedAt = clock.now()
    const { statusCode, text } = await ask(gms, {
      authorization: `Basic ${systemClientId}:${systemClientSecret.reveal()}`,
      body: JSON.stringify({ userId: corpuserId(actorUrn) }),
    })
    if (statusCode === 403)
      throw new ServiceError('ACTOR_REFUSED', { internal: `GMS refused a session: ${text.slice(0, 200)}` })
    // GMS at v0.13 throws from an asynchronous task where the caller is not the system client: 500 instead of 401.
    if (statusCode === 401 || statusCode === 500) {
      throw new ServiceError('GMS_CREDENTIALS_REFUSED', {
        internal: `GMS answered ${statusCode} to our system client: check DATAHUB_SYSTEM_CLIENT_ID and _SECRET on both sides`,
      })
    }
    const token = statusCode === 200 ? accessTokenIn(text) : undefined
    if (token === undefined) {
      throw new ServiceError('GMS_UNREACHABLE', {
        internal: `GMS answered ${statusCode} to a request for a session`,
      })
    }
    return { token, expiresAtMs: endOf(token) ?? requestedAt + UNKNOWN_LIFE_MS }
  }
}

async function ask(
  { pool, basePath }: GmsPool,
  { authorization, body }: { authorization: string; body: string },
) {
  try {
    const answer = await pool.request({
      method: 'POST',
      path: `${basePath}/auth/generateSessionTokenForUser`,
      headers: { authorization, 'content-type': 'application/json' },
      body,
    })
    return { statusCode: answer.statusCode, text: await readText(answer.body) }
  } catch (cause) {
    throw new ServiceError(gmsFailureCode(cause), { internal: 'no session could be had from GMS', cause })
  }
}

// Leaving the loop ends the connection, so that an answer without end does not fill the memory.
async function readText(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = []
  let length = 0
  for await (const chunk of body) {
    length += chunk.length
    if (length > ANSWER_BYTES_MAX) throw new Error('the answer is too long to be a session')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
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
