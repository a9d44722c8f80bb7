import type { PasswordHasher } from '../app/ports/sign-in.ts'
import { ServiceError } from '../errors/service-error.ts'

// OWASP Password Storage Cheat Sheet, argon2id: 19 MiB, two passes, one lane.
const PARAMETERS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const

// One hash at a time keeps sign-ins from taking the machine: 19 MiB in all, and about 30 ms of one core for each of the
// 33 that may be in the queue.
const WAITING_MAX = 32

/** argon2id, one computation at a time. Errors: TOO_MANY_SIGN_INS where more than 32 wait. */
export function makePasswordHasher(): PasswordHasher {
  let queue: Promise<unknown> = Promise.resolve()
  let waiting = 0
  let decoy: string | undefined

  const hasRoom = () => waiting <= WAITING_MAX

  function inTurn<T>(compute: () => Promise<T>): Promise<T> {
    if (!hasRoom()) return Promise.reject(new ServiceError('TOO_MANY_SIGN_INS'))
    waiting++
    const turn = queue.then(compute).finally(() => waiting--)
    queue = turn.catch(() => undefined)
    return turn
  }

  async function hash(password: string): Promise<string> {
    // Loaded when the first password is hashed: a process that only verifies tokens never needs it.
    const argon2 = await import('@node-rs/argon2')
    return argon2.hash(password, PARAMETERS)
  }

  return {
    hasRoom,
    hash: (password) => inTurn(() => hash(password)),
    verify: (known, password) =>
      inTurn(async () => {
        // Made before the first verification of any kind, so that it takes its time from known users too.
        decoy ??= await hash('nobody has this password')
        const { verify } = await import('@node-rs/argon2')
        const matches = await verify(known ?? decoy, password)
        return known !== null && matches
      }),
  }
}
