import { chosenUsernameFault } from '../../domain/chosen-id.ts'
import type { Secret } from '../../domain/secret.ts'
import { corpuserUrn, ROOT_USER_URN } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import { checkedName } from '../plain-text.ts'
import type { StartedSession } from '../ports/sessions.ts'
import { DuplicateError } from '../ports/transactions.ts'
import type { OwnPasswordPorts } from './ports.ts'
import type { SignInClient } from './sessions.ts'
import { unjudged } from './sign-in-limits.ts'

/** What somebody who was invited says of themselves. Texts are not empty; the password obeys `passwordFault`. */
export interface SignUpRequest {
  fullName: string
  email: string
  title: string
  password: Secret
  inviteToken: Secret
}

/**
 * Makes a user of who has an invite token, gives them its role, and signs them in. Errors: SIGN_UP_REFUSED,
 * INVALID_REQUEST, SIGN_IN_LIMIT, TOO_MANY_SIGN_INS.
 */
export type SignUp = (request: SignUpRequest, from: SignInClient) => Promise<StartedSession>

/** DataHub's sign-up (AuthenticationController.java and NativeUserService.java), into our own directory. */
export function makeSignUp(ports: OwnPasswordPorts): SignUp {
  const { directory, transactions, sessions, actors, limits, auditRecordOf, hasher, clock, digest } = ports

  return async ({ fullName, email, title, password, inviteToken }, from) => {
    const displayName = checkedName('fullName', fullName, 255)
    const checkedTitle = checkedName('title', title, 500)
    const attempt = await limits.beginNameless(from.address)
    const invite = await directory
      .findInviteRole(digest(inviteToken.reveal()))
      .catch((error: unknown) => unjudged(attempt, error))
    // Before anything is said of who exists: without an invitation nobody learns that.
    if (invite === undefined) throw new ServiceError('SIGN_UP_REFUSED')
    await attempt.succeeded()
    const urn = corpuserUrn(email.trim())
    const fault = chosenUsernameFault(email.trim(), ports.systemClientId)
    if (fault !== undefined) throw new ServiceError('SIGN_UP_REFUSED', { detail: `The email ${fault}` })
    if (urn === ROOT_USER_URN || (await directory.findUser(urn)) !== undefined) throw taken()

    const user = {
      urn,
      kind: 'USER',
      displayName,
      email: email.trim(),
      title: checkedTitle,
      passwordHash: await hasher.hash(password.reveal()),
      status: 'ACTIVE',
      createdAt: clock.now(),
      createdBy: null,
      removedAt: null,
    } as const
    const { roleUrn } = invite
    const by = { address: from.address, userAgent: from.userAgent, actorUrn: urn }
    const made = auditRecordOf(by, { action: 'user.create', subject: urn, details: { by: 'invite token' } })
    const accepted = auditRecordOf(by, { action: 'role.accept', subject: urn, details: { roleUrn } })
    const session = await sessions.prepare(urn, 'sign-up', from)
    await transactions
      .change(async (writes) => {
        writes.directory.insertUser(user)
        writes.audit.append(made)
        if (roleUrn !== null) {
          writes.directory.setRole([urn], roleUrn)
          writes.audit.append(accepted)
        }
        await session.write(writes)
      })
      .catch((error: unknown) => {
        throw error instanceof DuplicateError ? taken() : error
      })
    actors.forget(urn)
    return session.started
  }
}

// The same for a name that is taken, was taken, or is root's.
function taken(): ServiceError {
  return new ServiceError('SIGN_UP_REFUSED', {
    detail: 'This user already exists! Cannot create a new user.',
  })
}
