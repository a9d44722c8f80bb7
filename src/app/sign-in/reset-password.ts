import type { Secret } from '../../domain/secret.ts'
import { corpuserUrn, isReservedActor, ROOT_USER_URN } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { StartedSession } from '../ports/sessions.ts'
import type { OwnPasswordPorts } from './ports.ts'
import type { SignInClient } from './sessions.ts'
import { unjudged } from './sign-in-limits.ts'

/** The new password obeys `passwordFault`. */
export interface ResetPasswordRequest {
  email: string
  password: Secret
  resetToken: Secret
}

/**
 * Sets the password of who has a reset token, once; ends their other sessions, and signs them in. Errors: RESET_REFUSED,
 * SIGN_IN_LIMIT, TOO_MANY_SIGN_INS.
 */
export type ResetPassword = (request: ResetPasswordRequest, from: SignInClient) => Promise<StartedSession>

/** DataHub's reset (AuthenticationController.java and NativeUserService.java), in our own directory. */
export function makeResetPassword(ports: OwnPasswordPorts): ResetPassword {
  const { directory, transactions, sessions, actors, limits, auditRecordOf, hasher, clock, digest } = ports

  /** Who may set their password by this token now. */
  async function holderOf(tokenDigest: string, email: string): Promise<string | undefined> {
    const reset = await directory.findReset(tokenDigest, clock.now())
    const urn = corpuserUrn(email.trim())
    // Root's password is a matter of the configuration: who may send others reset tokens does not become root by it.
    if (reset?.userUrn !== urn || urn === ROOT_USER_URN || isReservedActor(urn, ports.systemClientId))
      return undefined
    const user = await directory.findUser(urn)
    return user?.kind === 'USER' && user.status === 'ACTIVE' && user.removedAt === null ? urn : undefined
  }

  return async ({ email, password, resetToken }, from) => {
    const attempt = await limits.beginNameless(from.address)
    const tokenDigest = digest(resetToken.reveal())
    const urn = await holderOf(tokenDigest, email).catch((error: unknown) => unjudged(attempt, error))
    if (urn === undefined) throw new ServiceError('RESET_REFUSED')
    await attempt.succeeded()

    const passwordHash = await hasher.hash(password.reveal())
    const by = { address: from.address, userAgent: from.userAgent, actorUrn: urn }
    const act = auditRecordOf(by, { action: 'user.password', subject: urn, details: { by: 'reset token' } })
    const now = clock.now()
    const session = await sessions.prepare(urn, 'reset', from)
    await transactions.change(async (writes) => {
      // Of two who use it at once, one finds it gone.
      const taken = await writes.directory.takeReset(tokenDigest)
      if (!taken || !(await writes.directory.setPassword(urn, passwordHash)))
        throw new ServiceError('RESET_REFUSED')
      writes.sessions.endByActor(urn, now)
      writes.audit.append(act)
      await session.write(writes)
    })
    actors.forget(urn)
    return session.started
  }
}
