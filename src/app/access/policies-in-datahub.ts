import type { Caller } from '../../domain/caller.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Policies } from './policies.ts'
import { aboutPolicy, makeReadPolicies, type ReadPoliciesPorts } from './read-policies.ts'

/** The policies where DataHub keeps them: they are read here, and changed there. */
export function makePoliciesInDataHub(ports: ReadPoliciesPorts): Policies {
  async function refuse(caller: Caller, what: string, urn?: string): Promise<never> {
    const subject = urn === undefined ? {} : aboutPolicy(urn)
    await ports.requirePrivilege(caller, 'MANAGE_POLICIES', { what, ...subject })
    throw new ServiceError('POLICIES_IN_DATAHUB')
  }
  return {
    ...makeReadPolicies(ports),
    create: (caller) => refuse(caller, 'policy.create'),
    update: (caller, urn) => refuse(caller, 'policy.update', urn),
    remove: (caller, urn) => refuse(caller, 'policy.remove', urn),
  }
}
