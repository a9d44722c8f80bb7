import type { PolicyDocument, PolicyInfo } from './policy.ts'

/** An actor with what policies ask of it. */
export interface PolicyActor {
  urn: string
  groups: readonly string[]
  roles: readonly string[]
}

/**
 * The first policy that gives `actor` the privilege where no resource is asked about; `undefined` is a denial, for
 * DataHub has no policy that denies. The steps are PolicyEngine.java's at v0.13.1: privilege listed, state not
 * `INACTIVE`, a METADATA policy with a resource filter never matches without a resource, then the actor.
 */
export function grantingPolicy(
  policies: readonly PolicyDocument[],
  actor: PolicyActor,
  privilege: string,
): PolicyDocument | undefined {
  return policies.find(
    ({ info }) =>
      info.privileges.includes(privilege) &&
      info.state !== 'INACTIVE' &&
      (info.type === 'PLATFORM' || info.resources === undefined) &&
      actorMatches(info.actors, actor),
  )
}

/** The policies in force that name `actor`, its groups or roles; those of resource owners are not among them. */
export function applyingPolicies(policies: readonly PolicyDocument[], actor: PolicyActor): PolicyDocument[] {
  return policies.filter(({ info }) => info.state !== 'INACTIVE' && actorMatches(info.actors, actor))
}

function actorMatches(filter: PolicyInfo['actors'], actor: PolicyActor): boolean {
  if (filter.allUsers === true || filter.users?.includes(actor.urn)) return true
  if (filter.allGroups === true && actor.groups.length > 0) return true
  if (filter.groups?.some((group) => actor.groups.includes(group))) return true
  return filter.roles?.some((role) => actor.roles.includes(role)) ?? false
}
