import type { Caller } from '../../domain/caller.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { GraphqlContext } from '../context.ts'
import type { Resolver } from '../resolvers.ts'

/** AuthorizationException.java's text; some resolvers have their own. */
export const UNAUTHORIZED = 'Unauthorized to perform this action. Please contact your DataHub administrator.'

/**
 * A resolver for callers who are signed in, whose refusal is told in DataHub's words: over REST the same refusal names
 * the privilege that is missing.
 */
export function forCallers(
  // biome-ignore lint/suspicious/noExplicitAny: the schema, not TypeScript, says what the arguments of a field are
  resolve: (args: any, caller: Caller) => unknown,
  refusal: string = UNAUTHORIZED,
): Resolver {
  return async (args: unknown, { caller }: GraphqlContext) => {
    if (caller === null) throw new ServiceError('UNAUTHENTICATED', { detail: refusal })
    return refusedAs(refusal, async () => resolve(args, caller))
  }
}

/** What `act` gives; its refusal in these words. */
export async function refusedAs<T>(refusal: string, act: () => Promise<T>): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof ServiceError) || error.code !== 'FORBIDDEN') throw error
    throw new ServiceError('FORBIDDEN', { detail: refusal, cause: error })
  }
}
