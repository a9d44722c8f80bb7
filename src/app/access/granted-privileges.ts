import type { KnownResource } from '../../domain/policy/question.ts'
import { viewSelfPolicy } from '../../domain/policy/view-self.ts'
import type { ActorLookup } from '../directory/actor-lookup.ts'
import type { PolicySnapshots, ResourceFactsSource } from '../ports/policies.ts'
import { checkResource, requireForOthers } from './ask-access.ts'
import type { ListGrantedPrivileges } from './questions.ts'
import type { RequirePrivilege } from './require-privilege.ts'

export interface ListGrantedPrivilegesPorts {
  policies: Pick<PolicySnapshots, 'current'>
  actors: Pick<ActorLookup, 'find'>
  facts: ResourceFactsSource
  requirePrivilege: RequirePrivilege
}

/**
 * As DataHubAuthorizer.java's getGrantedPrivileges: what policies grant, View Self among them, whether policies are switched
 * on or not. Who is suspended or in no directory has nothing.
 */
export function makeListGrantedPrivileges(ports: ListGrantedPrivilegesPorts): ListGrantedPrivileges {
  const { policies, actors, facts, requirePrivilege } = ports
  return async (caller, actorUrn, resource) => {
    if (resource !== undefined) checkResource(resource)
    if (actorUrn !== caller.principal.actorUrn) await requireForOthers(requirePrivilege, caller)
    const actor = await actors.find(actorUrn)
    if (actor?.status !== 'ACTIVE') return []
    const snapshot = policies.current()
    if (resource === undefined) return snapshot.grantedPrivileges(actor)
    const { type, urn } = resource
    const wanted = snapshot.factsWantedForPrivileges(actor, { type, urn })
    const known: KnownResource =
      wanted.length === 0 ? { type, urn } : { type, urn, facts: await facts.factsOf({ type, urn }, wanted) }
    const granted = snapshot.grantedPrivileges(actor, known)
    const own = urn === actorUrn ? viewSelfPolicy(actorUrn).info.privileges : []
    return [...new Set([...granted, ...own])]
  }
}
