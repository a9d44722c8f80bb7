import { authorizedActors, factsWantedForActors } from '../../domain/policy/authorized-actors.ts'
import type { PolicySnapshots, ResourceFactsSource } from '../ports/policies.ts'
import { checkResource } from './ask-access.ts'
import type { FindAuthorizedActors } from './policies.ts'
import type { RequirePrivilege } from './require-privilege.ts'

export interface FindAuthorizedActorsPorts {
  policies: Pick<PolicySnapshots, 'current'>
  facts: ResourceFactsSource
  requirePrivilege: RequirePrivilege
}

export function makeFindAuthorizedActors(ports: FindAuthorizedActorsPorts): FindAuthorizedActors {
  const { policies, facts, requirePrivilege } = ports
  return async (caller, privilege, resource) => {
    await requirePrivilege(caller, 'MANAGE_POLICIES', { what: 'access.list-actors' })
    if (resource !== undefined) checkResource(resource)
    const all = policies.current().policies
    if (resource === undefined) return authorizedActors(all, privilege)
    const { type, urn } = resource
    const wanted = factsWantedForActors(all, privilege, { type, urn })
    if (wanted.length === 0) return authorizedActors(all, privilege, { type, urn })
    return authorizedActors(all, privilege, { type, urn, facts: await facts.factsOf({ type, urn }, wanted) })
  }
}
