import { digest, newSecret } from '../../../src/adapters/digests.ts'
import { makeLru } from '../../../src/adapters/lru.ts'
import type { GmsCredentials, GmsSignUp, GmsUserState } from '../../../src/app/ports/gms-directory.ts'
import { makePasswordResets } from '../../../src/app/sign-in/password-resets.ts'
import { makeResetPasswordAtGms } from '../../../src/app/sign-in/reset-password-at-gms.ts'
import { makeSessions } from '../../../src/app/sign-in/sessions.ts'
import type { SignInAttempt, SignInLimits } from '../../../src/app/sign-in/sign-in-limits.ts'
import { makeSignUpAtGms } from '../../../src/app/sign-in/sign-up-at-gms.ts'
import { makeVerifyPasswordAtGms } from '../../../src/app/sign-in/verify-password-at-gms.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { fakeClock } from '../../helpers/fakes/clock.ts'
import { EVERYBODY } from '../../helpers/fakes/people.ts'
import { memorySessionStore } from '../../helpers/fakes/stores.ts'
import { auditRecordOf, memoryTransactions } from '../../helpers/fakes/transactions.ts'

export const FROM = { address: '192.0.2.1', userAgent: 'a browser' }
export const PASSWORD = new Secret('canary password')
const SYSTEM_CLIENT_ID = 'our_system'

/** A DataHub in memory, and what is done with its users here. */
export function gmsCredentialsWorld() {
  const asked: string[] = []
  const forgotten: (string | undefined)[] = []
  const attempts: string[] = []
  const states = new Map<string, GmsUserState>()
  const gms = {
    /** Rejects with this, where set. */
    outage: undefined as Error | undefined,
    matches: true,
    signsUp: 'made' as 'made' | 'not invited' | 'failed',
    resets: true,
    signedUp: [] as GmsSignUp[],
  }
  const ask = async <T>(what: string, answer: () => T): Promise<T> => {
    asked.push(what)
    if (gms.outage !== undefined) throw gms.outage
    return answer()
  }
  const credentials: GmsCredentials = {
    hasRoom: () => true,
    verify: (urn) => ask(`verify ${urn}`, () => gms.matches),
    signUp: (user) =>
      ask(`sign up ${user.userUrn}`, () => {
        gms.signedUp.push(user)
        return gms.signsUp
      }),
    resetPassword: (urn) => ask(`reset ${urn}`, () => gms.resets),
  }
  const directory = { stateOf: (urn: string) => ask(`state ${urn}`, () => states.get(urn) ?? 'UNKNOWN') }
  const attempt: SignInAttempt = {
    succeeded: async () => void attempts.push('succeeded'),
    abandoned: async () => void attempts.push('abandoned'),
    refused: () => void attempts.push('refused'),
  }
  const begin = async () => {
    attempts.push('begun')
    return attempt
  }
  const limits: SignInLimits = { begin, beginNameless: begin }
  const store = memorySessionStore()
  const transactions = memoryTransactions({ sessions: store })
  const actors = { ...EVERYBODY, forget: (urn?: string) => void forgotten.push(urn) }
  const clock = fakeClock()
  const durationMs = 86_400_000
  const ports = { store, transactions, actors, auditRecordOf, clock, newSecret, digest, durationMs }
  const sessions = makeSessions(ports)
  const cookieOf = async (urn: string) => {
    const { started, write } = await sessions.prepare(urn, 'password', FROM)
    await transactions.change(write)
    return started.cookie.reveal()
  }
  const resets = makePasswordResets(makeLru(10))
  const changing = { credentials, directory, transactions, sessions, actors, limits, auditRecordOf }
  return {
    ...{ gms, states, asked, forgotten, attempts, sessions, cookieOf, audited: transactions.audited },
    verifyPassword: makeVerifyPasswordAtGms({
      ...{ credentials, directory, actors, resets },
      verifyHere: async (username) => {
        asked.push(`here ${username}`)
        return { matches: true, actorUrn: 'ours' }
      },
    }),
    signUp: makeSignUpAtGms({ ...changing, systemClientId: SYSTEM_CLIENT_ID }),
    resetPassword: makeResetPasswordAtGms({ ...changing, resets, clock, systemClientId: SYSTEM_CLIENT_ID }),
  }
}
