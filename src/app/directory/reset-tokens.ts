import { Secret } from '../../domain/secret.ts'
import { ROOT_USER_URN } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Users } from './directory.ts'
import { aboutUrn, foundMember } from './found.ts'
import type { DirectoryPorts } from './ports.ts'
import { hasResettablePassword } from './views.ts'

// DataHub's (NativeUserService.java).
const LIFE_MS = 24 * 3_600_000

export function makeCreateResetToken(ports: DirectoryPorts): Users['createResetToken'] {
  const { store, transactions, requirePrivilege, auditRecordOf, clock, newSecret, digest } = ports
  return async (caller, urn) => {
    await requirePrivilege(caller, 'MANAGE_USER_CREDENTIALS', { what: 'user.reset-token', ...aboutUrn(urn) })
    const user = await foundMember(store, 'USER', urn)
    if (!hasResettablePassword(user))
      throw new ServiceError('CONFLICT', {
        detail:
          urn === ROOT_USER_URN
            ? 'The root user’s password is not reset here. Set ROOT_PASSWORD and start the service anew.'
            : 'This user signs in elsewhere and has no password here. Reset it at the provider of single sign-on.',
      })
    const token = newSecret()
    const expiresAt = clock.now() + LIFE_MS
    const act = auditRecordOf(caller, { action: 'user.reset-token', subject: urn, details: { expiresAt } })
    await transactions.change(({ directory, audit }) => {
      directory.replaceReset({ userUrn: urn, digest: digest(token), expiresAt })
      audit.append(act)
    })
    return { token: new Secret(token), expiresAt }
  }
}
