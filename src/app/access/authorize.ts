import type { ResourceSpec } from '../../domain/policy/question.ts'
import type { PolicySnapshots } from '../ports/policies.ts'
import { makeRule, type RulePorts } from './rule.ts'

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

export interface AuthorizePorts extends RulePorts {
  policies: Pick<PolicySnapshots, 'current'>
}

export function makeAuthorize({ policies, ...ports }: AuthorizePorts): Authorize {
  const rule = makeRule(ports)
  return async (actorUrn, privilege, resource, subResources) => {
    const request = {
      actorUrn,
      privilege,
      ...(resource && { resource }),
      ...(subResources && { subResources }),
    }
    const ruling = await rule(request, policies.current)
    if (ruling.by !== 'policies') return { allowed: ruling.allowed }
    const { granting, undecided } = ruling
    if (undecided !== undefined) throw undecided
    return granting === undefined ? { allowed: false } : { allowed: true, policyUrn: granting.urn }
  }
}
