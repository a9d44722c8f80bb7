import type { Authorize } from '../../../src/app/access/authorize.ts'
import type { Privilege } from '../../../src/domain/privilege.ts'

/** Allows exactly these privileges to these actors. */
export function allowing(privileges: Record<string, readonly Privilege[]>): Authorize {
  return async (actorUrn, privilege) => ({ allowed: privileges[actorUrn]?.includes(privilege) ?? false })
}
