import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { makeAttemptCounter } from '../../src/adapters/attempt-counter.ts'
import { digest, makeKeyedDigest } from '../../src/adapters/digests.ts'
import { makeLru } from '../../src/adapters/lru.ts'
import { systemClock } from '../../src/adapters/system-clock.ts'
import { notingRefusals } from '../../src/app/sign-in/noting-refusals.ts'
import { makePasswordResets } from '../../src/app/sign-in/password-resets.ts'
import { makeResetPassword } from '../../src/app/sign-in/reset-password.ts'
import { makeResetPasswordAtGms } from '../../src/app/sign-in/reset-password-at-gms.ts'
import { makeSignIn } from '../../src/app/sign-in/sign-in.ts'
import {
  LIMITS,
  type LimitName,
  makeSignInLimits,
  NO_SIGN_IN_LIMITS,
} from '../../src/app/sign-in/sign-in-limits.ts'
import { makeSignUp } from '../../src/app/sign-in/sign-up.ts'
import { makeSignUpAtGms } from '../../src/app/sign-in/sign-up-at-gms.ts'
import { makeVerifyPassword } from '../../src/app/sign-in/verify-password.ts'
import { makeVerifyPasswordAtGms } from '../../src/app/sign-in/verify-password-at-gms.ts'
import { corpuserUrn, ROOT_USER_URN } from '../../src/domain/urn.ts'

// About 100 bytes each. A sign-in takes seconds, in which nobody has a thousand reset tokens to use.
const RESETS_MAX = 1000

/** How people sign in with a password, sign up, and set a forgotten password, wherever users are kept. */
export default fp(
  async (core) => {
    const { sessions, actors, settings, gmsUsers, passwordHasher: hasher } = core
    const { directory, transactions } = core.stores
    const systemClientId = settings.DATAHUB_SYSTEM_CLIENT_ID
    const noteRefused = core.audit.noteRefusedSignIn
    const { limits, ssoLimits } = signInLimits(core)
    core.decorate('ssoLimits', ssoLimits)
    const changing = {
      transactions,
      sessions,
      actors,
      limits,
      auditRecordOf: core.audit.recordOf,
      clock: systemClock,
      systemClientId,
    }
    const here = { ...changing, directory, hasher, digest }
    const resets = makePasswordResets(makeLru(RESETS_MAX))
    const atGms = gmsUsers && { ...changing, ...gmsUsers, resets }
    const verifyHere = makeVerifyPassword({ directory, hasher })
    core.decorate(
      'signIn',
      makeSignIn({
        verifyPassword: atGms ? makeVerifyPasswordAtGms({ ...atGms, verifyHere }) : verifyHere,
        limits,
        transactions,
        sessions,
        noteRefused,
        systemClientId,
      }),
    )
    const signUp = atGms ? makeSignUpAtGms(atGms) : makeSignUp(here)
    const resetPassword = atGms ? makeResetPasswordAtGms(atGms) : makeResetPassword(here)
    core.decorate('signUp', notingRefusals(signUp, noteRefused))
    core.decorate('resetPassword', notingRefusals(resetPassword, noteRefused))
  },
  { name: 'sign-in', dependencies: ['stores', 'keys', 'redis', 'audit', 'actors', 'sessions'] },
)

/** Both count the same; single sign-on checks no password, so it waits for nobody who does. */
function signInLimits({ settings, redis, keys, passwordHasher, gmsUsers }: FastifyInstance) {
  if (settings.RATE_LIMIT === 'off') return { limits: NO_SIGN_IN_LIMITS, ssoLimits: NO_SIGN_IN_LIMITS }
  const hideKey = makeKeyedDigest(keys.signingKey, 'latchkey sign-in attempts')
  const counter = (name: LimitName) => makeAttemptCounter({ name, ...LIMITS[name], redis, hideKey })
  const counters = {
    address: counter('address'),
    pair: counter('pair'),
    account: counter('account'),
    slow: counter('slow'),
  }
  const limits = makeSignInLimits({
    counters,
    // Each waits for who checks their password: a DataHub that hangs keeps nobody out whose password is ours.
    hasRoom: (username) =>
      gmsUsers === undefined || (username !== undefined && corpuserUrn(username) === ROOT_USER_URN)
        ? passwordHasher.hasRoom()
        : gmsUsers.credentials.hasRoom(),
  })
  return { limits, ssoLimits: makeSignInLimits({ counters, hasRoom: () => true }) }
}
