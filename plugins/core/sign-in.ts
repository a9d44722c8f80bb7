import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { makeAttemptCounter } from '../../src/adapters/attempt-counter.ts'
import { digest, makeKeyedDigest } from '../../src/adapters/digests.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { makeResetPassword } from '../../src/app/reset-password.ts'
import { makeSignIn } from '../../src/app/sign-in.ts'
import {
  LIMITS,
  type LimitName,
  makeSignInLimits,
  NO_SIGN_IN_LIMITS,
  type SignInLimits,
} from '../../src/app/sign-in-limits.ts'
import { makeSignUp } from '../../src/app/sign-up.ts'
import { makeVerifyPassword } from '../../src/app/verify-password.ts'

/** How people sign in with a password, sign up, and set a forgotten password, against our own directory. */
export default fp(
  async (core) => {
    const { sessions, actors, settings, passwordHasher: hasher } = core
    const { directory, transactions } = core.stores
    const systemClientId = settings.DATAHUB_SYSTEM_CLIENT_ID
    const limits = signInLimits(core)
    const ports = {
      directory,
      transactions,
      sessions,
      actors,
      limits,
      auditRecordOf: core.audit.recordOf,
      hasher,
      clock: systemClock,
      digest,
      systemClientId,
    }
    core.decorate(
      'signIn',
      makeSignIn({
        verifyPassword: makeVerifyPassword({ directory, hasher }),
        limits,
        sessions,
        noteRefused: core.audit.noteRefusedSignIn,
        systemClientId,
      }),
    )
    core.decorate('signUp', makeSignUp(ports))
    core.decorate('resetPassword', makeResetPassword(ports))
  },
  { name: 'sign-in', dependencies: ['stores', 'keys', 'redis', 'audit', 'actors', 'sessions'] },
)

function signInLimits({ settings, redis, keys, passwordHasher }: FastifyInstance): SignInLimits {
  if (settings.RATE_LIMIT === 'off') return NO_SIGN_IN_LIMITS
  const hideKey = makeKeyedDigest(keys.signingKey, 'latchkey sign-in attempts')
  const counter = (name: LimitName) => makeAttemptCounter({ name, ...LIMITS[name], redis, hideKey })
  return makeSignInLimits({
    counters: {
      address: counter('address'),
      pair: counter('pair'),
      account: counter('account'),
      slow: counter('slow'),
    },
    hasRoom: passwordHasher.hasRoom,
  })
}
