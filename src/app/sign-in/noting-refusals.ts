import { ServiceError } from '../../errors/service-error.ts'
import type { RefusedSignIn } from './refused-sign-ins.ts'
import type { SignInClient } from './sessions.ts'

const REFUSALS: readonly string[] = ['SIGN_UP_REFUSED', 'RESET_REFUSED', 'SIGN_IN_LIMIT']

type Way<Request, Result> = (request: Request, from: SignInClient) => Promise<Result>

/** A way in that names no account to be remembered: its refusals are counted for the audit trail, by address. */
export function notingRefusals<Request, Result>(
  way: Way<Request, Result>,
  noteRefused: (refused: RefusedSignIn) => void,
): Way<Request, Result> {
  return async (request, from) => {
    try {
      return await way(request, from)
    } catch (error) {
      const { address, userAgent } = from
      if (error instanceof ServiceError && REFUSALS.includes(error.code))
        noteRefused({ actorUrn: null, address, userAgent })
      throw error
    }
  }
}
