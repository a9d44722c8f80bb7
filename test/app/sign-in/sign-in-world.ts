import type { Sessions } from '../../../src/app/sign-in/sessions.ts'
import type { SignInLimits } from '../../../src/app/sign-in/sign-in-limits.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { auditRecordOf } from '../../helpers/fakes/transactions.ts'

/** Sessions whose records are written, with a cookie that says whose they are. */
export function preparedSessions(): Pick<Sessions, 'prepare'> {
  return {
    async prepare(actorUrn, means, { address, userAgent }) {
      const by = { address, userAgent, actorUrn }
      const act = auditRecordOf(by, { action: 'session.start', subject: actorUrn, details: { means } })
      return {
        started: { cookie: new Secret(`of ${actorUrn}`), actorUrn, maxAgeSeconds: 60 },
        write: async ({ audit }) => audit.append(act),
      }
    },
  }
}

/** Limits that nobody reaches, and what was said to them. */
export function recordedLimits(): SignInLimits & { attempts: string[] } {
  const attempts: string[] = []
  const begin = async (what: string) => {
    attempts.push(`begin ${what}`)
    return {
      succeeded: async () => void attempts.push('succeeded'),
      abandoned: async () => void attempts.push('abandoned'),
      refused: () => void attempts.push('refused'),
    }
  }
  return {
    attempts,
    begin: (username, address) => begin(`${username} ${address}`),
    beginNameless: (address) => begin(address),
  }
}
