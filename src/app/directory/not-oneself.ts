import type { Caller } from '../../domain/caller.ts'
import { ROOT_USER_URN } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'

/** Nobody locks themselves out, nor everybody: CONFLICT for the caller and for root. `done` is a participle. */
export function checkNotOneself(caller: Caller, urn: string, done: 'suspended' | 'removed'): void {
  if (urn === ROOT_USER_URN)
    throw new ServiceError('CONFLICT', {
      detail: `The root user cannot be ${done}: nobody could undo it. Without ROOT_PASSWORD it cannot sign in on MySQL.`,
    })
  if (urn === caller.principal.actorUrn)
    throw new ServiceError('CONFLICT', {
      detail: `You cannot be ${done} by yourself. Ask another administrator.`,
    })
}
