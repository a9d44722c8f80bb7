import type { PolicyDocument } from '../../domain/policy/policy.ts'
import { type PolicyQuestion, Resource, type ResourceSpec } from '../../domain/policy/question.ts'
import type { PolicySnapshot } from '../../domain/policy/snapshot.ts'
import { isOwnAdministration } from '../../domain/privilege.ts'
import { ROOT_USER_URN } from '../../domain/urn.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { ResourceFactsSource } from '../ports/policies.ts'
import { decide } from './decide.ts'
import { policyActorOf } from './policy-actors.ts'

export interface AccessRequest {
  actorUrn: string
  /** An id. */
  privilege: string
  resource?: ResourceSpec
  subResources?: readonly ResourceSpec[]
}

export type Ruling =
  /** No policy was asked. */
  | { by: 'system actor' | 'unknown actor' | 'suspended actor' | 'policies off'; allowed: boolean }
  | {
      by: 'policies'
      allowed: boolean
      snapshot: PolicySnapshot
      /** With the facts that were looked up for it. */
      question: PolicyQuestion
      granting?: PolicyDocument
      /** UNDECIDED: a fact could not be had that a denial hangs on. */
      undecided?: ServiceError
    }

/** Decides by these policies, which are not asked for where none is needed. Errors: what the directory has. */
export type Rule = (request: AccessRequest, policies: () => PolicySnapshot) => Promise<Ruling>

export interface RulePorts {
  actors: Pick<ActorLookup, 'find'>
  facts: ResourceFactsSource
  settings: {
    /** DataHub's `AUTH_POLICIES_ENABLED`. */
    policiesEnabled: boolean
    /** DataHub's own actor, which may do everything (DataHubAuthorizer.java) and which no caller can be. */
    systemActorUrn: string
  }
}

/** The one way in which anything is decided: by DataHub's policies, for who is in the directory and active. */
export function makeRule({ actors, facts, settings }: RulePorts): Rule {
  return async ({ actorUrn, privilege, resource, subResources }, policies) => {
    if (actorUrn === settings.systemActorUrn) return { by: 'system actor', allowed: true }
    const actor = await actors.find(actorUrn)
    if (actor === undefined) return { by: 'unknown actor', allowed: false }
    if (actor.status !== 'ACTIVE') return { by: 'suspended actor', allowed: false }
    if (!settings.policiesEnabled) {
      const allowed = actorUrn === ROOT_USER_URN || !isOwnAdministration(privilege)
      return { by: 'policies off', allowed }
    }
    const question: PolicyQuestion = {
      actor: policyActorOf(actor),
      privilege,
      ...(resource && { resource: new Resource(resource) }),
      ...(subResources && { subResources }),
    }
    const snapshot = policies()
    try {
      const { granting, question: asked } = await decide(snapshot, question, facts)
      const allowed = granting !== undefined
      return { by: 'policies', allowed, snapshot, question: asked, ...(granting && { granting }) }
    } catch (error) {
      if (!(error instanceof ServiceError) || error.code !== 'UNDECIDED') throw error
      return { by: 'policies', allowed: false, snapshot, question, undecided: error }
    }
  }
}
