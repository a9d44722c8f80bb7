import { corpuserUrn, isReservedActor } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { GmsPasswordPorts } from './ports.ts'
import { unjudged } from './sign-in-limits.ts'
import type { SignUp } from './sign-up.ts'
import { maySignInAtGms } from './verify-password-at-gms.ts'

/**
 * DataHub's sign-up (AuthenticationController.java), into DataHub's directory. The role of an invitation is taken with
 * `acceptRole`, as DataHub's page does next. Errors: also GMS_CREDENTIALS_REFUSED, DIRECTORY_UNAVAILABLE.
 */
export function makeSignUpAtGms(ports: GmsPasswordPorts): SignUp {
  const { credentials, directory, transactions, sessions, actors, limits, auditRecordOf } = ports

  return async ({ fullName, email, title, password, inviteToken }, from) => {
    const attempt = await limits.beginNameless(from.address)
    const userUrn = corpuserUrn(email.trim())
    // As if the invitation were wrong: DataHub has not been asked, and without one nobody learns which names there are.
    if (!maySignInAtGms(userUrn) || isReservedActor(userUrn, ports.systemClientId))
      throw new ServiceError('SIGN_UP_REFUSED')
    const user = { userUrn, fullName: fullName.trim(), email: email.trim(), title: title.trim() }
    const outcome = await credentials
      .signUp({ ...user, password, inviteToken })
      .catch((error: unknown) => unjudged(attempt, error))
    if (outcome === 'not invited') throw new ServiceError('SIGN_UP_REFUSED')
    await attempt.succeeded()
    if (outcome === 'failed') throw await whyNot(userUrn)

    actors.forget(userUrn)
    const by = { address: from.address, userAgent: from.userAgent, actorUrn: userUrn }
    const details = { by: 'invite token', in: 'DataHub' }
    const made = auditRecordOf(by, { action: 'user.create', subject: userUrn, details })
    const session = await sessions.prepare(userUrn, 'sign-up', from)
    await transactions.change(async (writes) => {
      writes.audit.append(made)
      await session.write(writes)
    })
    return session.started
  }

  async function whyNot(userUrn: string): Promise<ServiceError> {
    const state = await directory.stateOf(userUrn)
    return state === 'UNKNOWN'
      ? new ServiceError('DIRECTORY_UNAVAILABLE', { internal: 'GMS could not make a user' })
      : new ServiceError('SIGN_UP_REFUSED', {
          detail: 'This user already exists! Cannot create a new user.',
        })
  }
}
