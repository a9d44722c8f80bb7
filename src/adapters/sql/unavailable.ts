import { DuplicateError } from '../../app/ports/transactions.ts'
import { ServiceError } from '../../errors/service-error.ts'

/**
 * A store whose failures are "the store cannot be asked" (STORE_UNAVAILABLE, 503): an outage must never look like an
 * unknown token, and what the driver says of it is for the log only.
 */
export function withOutages<S extends object>(store: S): S {
  const guarded = Object.entries(store).map(([name, method]) => [
    name,
    (...args: unknown[]): Promise<unknown> =>
      (method as (...args: unknown[]) => Promise<unknown>)(...args).catch((cause: unknown) => {
        // Said on purpose, by the work of a transaction: nothing is wrong with the store.
        if (cause instanceof ServiceError || cause instanceof DuplicateError) throw cause
        throw new ServiceError('STORE_UNAVAILABLE', { internal: `the store failed in ${name}`, cause })
      }),
  ])
  return Object.fromEntries(guarded) as S
}
