import { askedFacts } from './asked-facts.ts'
import { refusedByResource } from './evaluate.ts'
import type { PolicyDocument } from './policy.ts'
import type { FactField, KnownResource } from './question.ts'

/** Who may use a privilege, as policies name them (DataHubAuthorizer.java, authorizedActors). */
export interface AuthorizedActors {
  allUsers: boolean
  allGroups: boolean
  users: string[]
  groups: string[]
  roles: string[]
}

/**
 * Whom the policies let use a privilege, here: everybody that the policies name which want nothing of the resource that it
 * has not, each once, in their order. A policy for owners names all owners, of whatever type.
 */
export function authorizedActors(
  policies: readonly PolicyDocument[],
  privilege: string,
  resource?: KnownResource,
): AuthorizedActors {
  const [users, groups, roles] = [new Set<string>(), new Set<string>(), new Set<string>()]
  let allUsers = false
  for (const { info } of listing(policies, privilege)) {
    if (refusedByResource(info, resource) !== undefined) continue
    const { actors } = info
    for (const user of actors.users ?? []) users.add(user)
    for (const group of actors.groups ?? []) groups.add(group)
    for (const role of actors.roles ?? []) roles.add(role)
    if (actors.allUsers === true) allUsers = true
    for (const owner of (actors.resourceOwners === true && ownersOf(resource)) || []) {
      if (owner.startsWith('urn:li:corpuser:')) users.add(owner)
      if (owner.startsWith('urn:li:corpGroup:')) groups.add(owner)
    }
  }
  return {
    allUsers,
    // Not what the policies say of all groups: DataHub looks at allUsers for both (PolicyEngine.java, getMatchingActors).
    allGroups: allUsers,
    users: [...users],
    groups: [...groups],
    roles: [...roles],
  }
}

/** What is not known of a resource and could add to `authorizedActors`. */
export function factsWantedForActors(
  policies: readonly PolicyDocument[],
  privilege: string,
  resource: KnownResource,
): FactField[] {
  return askedFacts(listing(policies, privilege), resource)
}

/** Only what is exactly ACTIVE: a draft grants where somebody asks for themselves, and is not listed here. */
function listing(policies: readonly PolicyDocument[], privilege: string): PolicyDocument[] {
  return policies.filter(({ info }) => info.state === 'ACTIVE' && info.privileges.includes(privilege))
}

/** By the field `OWNER`, and not by `ownership` as where an owner asks. */
function ownersOf(resource: KnownResource | undefined): readonly string[] {
  return (resource?.urn !== '' && resource?.facts?.OWNER) || []
}
