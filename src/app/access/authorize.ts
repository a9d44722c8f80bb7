import { grantingPolicy } from '../../domain/policy-evaluate.ts'
import type { Privilege } from '../../domain/privilege.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { PolicySource } from '../ports/policies.ts'

export interface Resource {
  type: string
  urn: string
}

export interface Decision {
  allowed: boolean
  /** The policy that allowed it. */
  policyUrn?: string
}

/** May this actor use this privilege, on this resource where one is asked about? The one way to ask. */
export type Authorize = (actorUrn: string, privilege: Privilege, resource?: Resource) => Promise<Decision>

export interface AuthorizePorts {
  source: PolicySource
  actors: Pick<ActorLookup, 'find'>
}

/**
 * Decides by DataHub's policies, for who is in the directory and active. A question about a resource is denied: no
 * privilege of ours is asked on one yet.
 */
export function makeAuthorize({ source, actors }: AuthorizePorts): Authorize {
  return async (actorUrn, privilege, resource) => {
    if (resource !== undefined) return { allowed: false }
    const actor = await actors.find(actorUrn)
    if (actor?.status !== 'ACTIVE') return { allowed: false }
    const granting = grantingPolicy(source.policies(), actor, privilege)
    return granting === undefined ? { allowed: false } : { allowed: true, policyUrn: granting.urn }
  }
}
