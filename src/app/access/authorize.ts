import type { ResourceSpec } from '../../domain/policy/question.ts'
import { isOwnAdministration } from '../../domain/privilege.ts'
import { ROOT_USER_URN } from '../../domain/urn.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { PolicySnapshots, ResourceFactsSource } from '../ports/policies.ts'
import { decide } from './decide.ts'

export interface Decision {
  allowed: boolean
  /** The policy that allowed it; absent where none was asked. */
  policyUrn?: string
}

/**
 * May this actor use this privilege (an id), on this resource where one is asked about? The one way to ask. Errors:
 * POLICIES_UNAVAILABLE, UNDECIDED, and what the directory has: what cannot be decided is never allowed.
 */
export type Authorize = (
  actorUrn: string,
  privilege: string,
  resource?: ResourceSpec,
  subResources?: readonly ResourceSpec[],
) => Promise<Decision>

export interface AuthorizePorts {
  policies: Pick<PolicySnapshots, 'current'>
  actors: Pick<ActorLookup, 'find'>
  facts: ResourceFactsSource
  settings: {
    /** DataHub's `AUTH_POLICIES_ENABLED`. */
    policiesEnabled: boolean
    /** DataHub's own actor, which may do everything (DataHubAuthorizer.java) and which no caller can be. */
    systemActorUrn: string
  }
}

/** Decides by DataHub's policies, for who is in the directory and active. */
export function makeAuthorize({ policies, actors, facts, settings }: AuthorizePorts): Authorize {
  return async (actorUrn, privilege, resource, subResources) => {
    if (actorUrn === settings.systemActorUrn) return { allowed: true }
    const actor = await actors.find(actorUrn)
    if (actor?.status !== 'ACTIVE') return { allowed: false }
    if (!settings.policiesEnabled)
      return { allowed: actorUrn === ROOT_USER_URN || !isOwnAdministration(privilege) }
    const question = {
      actor,
      privilege,
      ...(resource && { resource }),
      ...(subResources && { subResources }),
    }
    const { granting } = await decide(policies.current(), question, facts)
    return granting === undefined ? { allowed: false } : { allowed: true, policyUrn: granting.urn }
  }
}
