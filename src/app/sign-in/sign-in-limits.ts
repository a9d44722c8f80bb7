import { addressBucket } from '../../domain/address-bucket.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { AttemptCounter } from '../ports/sign-in.ts'
import { makeTurns } from './turns.ts'

/** An attempt to sign in that was counted before it was judged, so that attempts at once are not free. */
export interface CountedAttempt {
  /** It was right: it does not count, and earlier wrong ones of this account at this address are forgotten. */
  succeeded(): Promise<void>
  /** It was never judged, so it does not count. */
  abandoned(): Promise<void>
}

/** An attempt at an account: the next one from the same address waits until one of the three is said. */
export interface SignInAttempt extends CountedAttempt {
  /** It was wrong, and counts. */
  refused(): void
}

/** For what keeps an attempt from being judged: nobody is to wait for the database's faults. */
export async function unjudged(attempt: CountedAttempt, error: unknown): Promise<never> {
  await attempt.abandoned()
  throw error
}

export interface SignInLimits {
  /**
   * Waits for the attempts before it at this account from this address, so that right ones at the same moment do not count
   * for wrong ones. Errors: SIGN_IN_LIMIT, with the time to wait; TOO_MANY_SIGN_INS where passwords cannot be checked fast
   * enough.
   */
  begin(username: string, address: string): Promise<SignInAttempt>
  /** The same for what names no account that could be guessed at, such as a token of an invitation. */
  beginNameless(address: string): Promise<CountedAttempt>
}

/** What is counted; each counter has the figures of `LIMITS`. */
export type LimitName = 'address' | 'pair' | 'account' | 'slow'

/**
 * Wrong attempts that are allowed within a period.
 * - `address`: from one address, for all accounts; an office behind one address has as many typing errors.
 * - `pair`: for one account from one address.
 * - `account`: for one account from everywhere. Beyond it the account is not locked, which would let a stranger lock it:
 *   each address then has `slow` instead of `pair`, so its owner still gets in, with the right password, at once.
 */
export const LIMITS: Record<LimitName, { attempts: number; periodSeconds: number }> = {
  address: { attempts: 100, periodSeconds: 900 },
  pair: { attempts: 5, periodSeconds: 900 },
  account: { attempts: 50, periodSeconds: 3600 },
  slow: { attempts: 1, periodSeconds: 3600 },
}

export interface SignInLimitPorts {
  counters: Record<LimitName, AttemptCounter>
  /**
   * Whether a password of this account, or where no account is named what else is asked for, could be checked now. Asked
   * first: an attempt that is not judged leaves no trace to keep.
   */
  hasRoom: (username: string | undefined) => boolean
}

// As many as wait for a hash.
const WAITING_MAX = 32

export function makeSignInLimits({ counters, hasRoom }: SignInLimitPorts): SignInLimits {
  const turns = makeTurns(WAITING_MAX)

  function checkRoom(username?: string): void {
    if (!hasRoom(username)) throw new ServiceError('TOO_MANY_SIGN_INS')
  }

  async function count(counted: [LimitName, string][], name: LimitName, key: string): Promise<void> {
    const waitMs = await counters[name].count(key)
    if (waitMs === undefined) counted.push([name, key])
    else {
      await uncount(counted)
      throw new ServiceError('SIGN_IN_LIMIT', { retryAfterSeconds: Math.ceil(waitMs / 1000) })
    }
  }

  async function uncount(counted: readonly [LimitName, string][]): Promise<void> {
    await Promise.all(counted.map(([name, key]) => counters[name].uncount(key)))
  }

  return {
    async begin(username, address) {
      checkRoom(username)
      const bucket = addressBucket(address)
      const pair = JSON.stringify([username, bucket])
      const end = await turns.take(pair)
      const counted: [LimitName, string][] = []
      try {
        // Others may have come while this one waited.
        checkRoom(username)
        // The pair before the account: who guesses on after being told to wait does not slow down everybody else.
        await count(counted, 'address', bucket)
        await count(counted, 'pair', pair)
        if ((await counters.account.count(username)) === undefined) counted.push(['account', username])
        else await count(counted, 'slow', pair)
      } catch (error) {
        end()
        throw error
      }
      return {
        async succeeded() {
          try {
            await uncount(counted)
            await Promise.all([counters.pair.forget(pair), counters.slow.forget(pair)])
          } finally {
            end()
          }
        },
        abandoned: () => uncount(counted).finally(end),
        refused: end,
      }
    },
    async beginNameless(address) {
      checkRoom()
      const counted: [LimitName, string][] = []
      await count(counted, 'address', addressBucket(address))
      return { succeeded: () => uncount(counted), abandoned: () => uncount(counted) }
    },
  }
}

const UNCOUNTED: SignInAttempt = { async succeeded() {}, async abandoned() {}, refused() {} }

/** For `RATE_LIMIT=off`. */
export const NO_SIGN_IN_LIMITS: SignInLimits = {
  begin: async () => UNCOUNTED,
  beginNameless: async () => UNCOUNTED,
}
