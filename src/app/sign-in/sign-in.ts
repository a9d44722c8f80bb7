import type { Secret } from '../../domain/secret.ts'
import { isReservedActor } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { StartedSession } from '../ports/sessions.ts'
import type { PasswordVerdict, VerifyPassword } from '../ports/sign-in.ts'
import type { Transactions } from '../ports/transactions.ts'
import type { RefusedSignIn } from './refused-sign-ins.ts'
import type { Sessions, SignInClient } from './sessions.ts'
import { type SignInLimits, unjudged } from './sign-in-limits.ts'

/**
 * A session for the right name and password; `undefined` for anything else, in the same time. Errors: SIGN_IN_LIMIT,
 * TOO_MANY_SIGN_INS.
 */
export type SignIn = (
  username: string,
  password: Secret,
  from: SignInClient,
) => Promise<StartedSession | undefined>

export interface SignInPorts {
  verifyPassword: VerifyPassword
  limits: SignInLimits
  transactions: Transactions
  sessions: Pick<Sessions, 'prepare' | 'end'>
  /** Counts the refusal for the audit trail; does not wait. */
  noteRefused: (refused: RefusedSignIn) => void
  systemClientId: string
}

/** datahub-frontend's sign-in with a name and a password, wherever passwords are kept. */
export function makeSignIn(ports: SignInPorts): SignIn {
  const { verifyPassword, limits, transactions, sessions, noteRefused, systemClientId } = ports

  /** `undefined`: the password that matched is no more, or whose it is may not come in any more. */
  async function start(
    actorUrn: string,
    { passwordHash, isOvertaken }: PasswordVerdict,
    from: SignInClient,
  ): Promise<StartedSession | undefined> {
    const { started, write } = await sessions.prepare(actorUrn, 'password', from)
    const session = await transactions.change(async (writes) => {
      // Whoever changes a password ends the sessions of before. One that began with it a moment later would live on.
      const holds =
        passwordHash === undefined || (await writes.directory.holdPassword(actorUrn, passwordHash))
      if (!holds) return undefined
      await write(writes)
      return started
    })
    // Nor is there a password to hold where DataHub keeps it. Asked once the session is there: a reset that comes later
    // ends it with the others, and until it is returned nobody has its cookie.
    if (session === undefined || isOvertaken?.() !== true) return session
    await sessions.end(session.cookie.reveal(), from)
    return undefined
  }

  return async (username, password, from) => {
    const { address, userAgent } = from
    const attempt = await limits.begin(username, address).catch((error: unknown) => {
      if (error instanceof ServiceError && error.code === 'SIGN_IN_LIMIT')
        noteRefused({ actorUrn: null, address, userAgent })
      throw error
    })
    const verdict = await verifyPassword(username, password).catch((error: unknown) =>
      unjudged(attempt, error),
    )
    const { matches, actorUrn } = verdict
    if (!matches || actorUrn === null || isReservedActor(actorUrn, systemClientId)) {
      attempt.refused()
      noteRefused({ actorUrn, address, userAgent })
      return undefined
    }
    await attempt.succeeded()
    const session = await start(actorUrn, verdict, from)
    if (session === undefined) noteRefused({ actorUrn, address, userAgent })
    return session
  }
}
