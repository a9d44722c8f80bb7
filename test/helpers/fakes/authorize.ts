import type { Authorize } from '../../../src/app/access/authorize.ts'

/** Allows exactly these privileges to these actors. */
export function allowing(privileges: Record<string, readonly string[]>): Authorize {
  return async (actorUrn, privilege) => ({ allowed: privileges[actorUrn]?.includes(privilege) ?? false })
}
