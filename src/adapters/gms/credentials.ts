import type { GmsCredentials } from '../../app/ports/gms-directory.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { SendToGms } from './send.ts'
import { type SystemCredentials, systemClientRefused, systemHeaders } from './system-client.ts'

export interface GmsCredentialsOptions extends SystemCredentials {
  send: SendToGms
  /** Most passwords that are at GMS or on their way there; who comes on top is told to try again. */
  verificationsMax: number
}

/**
 * What datahub-frontend asks GMS about native users, as its system client (AuthServiceClient.java,
 * AuthServiceController.java). GMS says of most failures only 500.
 */
export function makeGmsCredentials(options: GmsCredentialsOptions): GmsCredentials {
  const { send, verificationsMax, ...credentials } = options
  const headers = [...systemHeaders(credentials), 'content-type', 'application/json']
  let verifications = 0

  async function ask(endpoint: string, body: object): Promise<{ status: number; text: string }> {
    const request = {
      method: 'POST',
      path: `/auth/${endpoint}`,
      headers,
      body: JSON.stringify(body),
    } as const
    const answer = await send(request).catch((cause: unknown) => {
      throw new ServiceError('DIRECTORY_UNAVAILABLE', {
        internal: `GMS could not be asked: ${endpoint}`,
        cause,
      })
    })
    const { status } = answer
    if (status === 401 || status === 403) throw systemClientRefused(status)
    if (status !== 200 && status !== 400 && status !== 500) throw odd(endpoint, status)
    return { status, text: Buffer.from(answer.body).toString('utf8') }
  }

  async function verify(userUrn: string, password: string): Promise<boolean> {
    const endpoint = 'verifyNativeUserCredentials'
    const { status, text } = await ask(endpoint, { userUrn, password })
    const { doesPasswordMatch, loginDenialReason } = status === 200 ? objectIn(text) : {}
    if (typeof doesPasswordMatch !== 'boolean') throw odd(endpoint, status)
    // Newer GMS says with a matching password why its user may not come in all the same.
    return doesPasswordMatch && (loginDenialReason === undefined || loginDenialReason === null)
  }

  return {
    hasRoom: () => verifications < verificationsMax,
    async verify(userUrn, password) {
      if (verifications >= verificationsMax) throw new ServiceError('TOO_MANY_SIGN_INS')
      verifications++
      try {
        return await verify(userUrn, password.reveal())
      } finally {
        verifications--
      }
    },
    async signUp({ password, inviteToken, ...user }) {
      const secrets = { password: password.reveal(), inviteToken: inviteToken.reveal() }
      const { status, text } = await ask('signUp', { ...user, ...secrets })
      if (status === 400) return 'not invited'
      return status === 200 && objectIn(text).isNativeUserCreated === true ? 'made' : 'failed'
    },
    async resetPassword(userUrn, password, resetToken) {
      const secrets = { password: password.reveal(), resetToken: resetToken.reveal() }
      const { status, text } = await ask('resetNativeUserCredentials', { userUrn, ...secrets })
      return status === 200 && objectIn(text).areNativeUserCredentialsReset === true
    },
  }
}

function objectIn(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}

function odd(endpoint: string, status: number): ServiceError {
  return new ServiceError('DIRECTORY_UNAVAILABLE', { internal: `GMS answered ${status} to ${endpoint}` })
}
