import type { GmsCaller } from '../app/ports/gms.ts'
import type { Caller } from '../domain/caller.ts'
import type { ServiceError } from '../errors/service-error.ts'

/** What a resolver, and a request to GMS on the way, know of who asks. */
export interface GraphqlContext {
  /** `null` where DataHub's authentication is off and nobody is signed in. */
  caller: Caller | null
  headers: Readonly<Record<string, string | string[] | undefined>>
  /** Logs an error as loudly as the catalog says; its name in the log, or `undefined` where it is not worth a line. */
  report(error: ServiceError): string | undefined
}

/** The caller as GMS is told of it. */
export function gmsCallerOf({ caller, headers }: GraphqlContext): GmsCaller {
  const { authorization } = headers
  return {
    principal: caller?.principal ?? null,
    authorization: typeof authorization === 'string' ? authorization : undefined,
  }
}
