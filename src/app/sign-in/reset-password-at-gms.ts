import { corpuserUrn, isReservedActor } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Clock } from '../ports/core.ts'
import type { GmsCredentials } from '../ports/gms-directory.ts'
import type { PasswordResets } from './password-resets.ts'
import type { GmsPasswordPorts } from './ports.ts'
import type { ResetPassword } from './reset-password.ts'
import { unjudged } from './sign-in-limits.ts'
import { maySignInAtGms } from './verify-password-at-gms.ts'

export interface ResetPasswordAtGmsPorts extends GmsPasswordPorts {
  resets: Pick<PasswordResets, 'note'>
  clock: Pick<Clock, 'now'>
}

/**
 * DataHub's reset (AuthenticationController.java), of a password that DataHub keeps. Errors: also
 * GMS_CREDENTIALS_REFUSED, DIRECTORY_UNAVAILABLE.
 */
export function makeResetPasswordAtGms(ports: ResetPasswordAtGmsPorts): ResetPassword {
  const { credentials, directory, transactions, sessions, actors, limits, resets, auditRecordOf, clock } =
    ports

  /** `false`: not with this token. GMS answers 500 to that too, so it is asked something else before it is believed. */
  async function reset(...asked: Parameters<GmsCredentials['resetPassword']>): Promise<boolean> {
    const isSet = await credentials.resetPassword(...asked)
    const state = await directory.stateOf(asked[0])
    return isSet && state === 'ACTIVE'
  }

  return async ({ email, password, resetToken }, from) => {
    const attempt = await limits.beginNameless(from.address)
    const userUrn = corpuserUrn(email.trim())
    if (!maySignInAtGms(userUrn) || isReservedActor(userUrn, ports.systemClientId))
      throw new ServiceError('RESET_REFUSED')
    const isSet = await reset(userUrn, password, resetToken).catch((error: unknown) =>
      unjudged(attempt, error),
    )
    if (!isSet) throw new ServiceError('RESET_REFUSED')
    resets.note(userUrn)
    await attempt.succeeded()

    actors.forget(userUrn)
    const by = { address: from.address, userAgent: from.userAgent, actorUrn: userUrn }
    const details = { by: 'reset token', in: 'DataHub' }
    const act = auditRecordOf(by, { action: 'user.password', subject: userUrn, details })
    const now = clock.now()
    const session = await sessions.prepare(userUrn, 'reset', from)
    await transactions.change(async (writes) => {
      writes.sessions.endByActor(userUrn, now)
      writes.audit.append(act)
      await session.write(writes)
    })
    return session.started
  }
}
