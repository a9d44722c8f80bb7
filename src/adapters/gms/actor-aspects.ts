import type { GmsUserState } from '../../app/ports/gms-directory.ts'
import type { Actor } from '../../domain/actor.ts'
import { ServiceError } from '../../errors/service-error.ts'
import type { Aspects } from './entity-aspects.ts'

/** The aspects that say what an actor is and may do. */
export const ACTOR_ASPECTS = [
  'corpUserInfo',
  'corpUserStatus',
  'status',
  'subTypes',
  'groupMembership',
  'nativeGroupMembership',
  'roleMembership',
]

/**
 * What became of a user, by DataHub's own rule of who may have a session (UserSessionEligibilityChecker.java,
 * ActorContext.isActive): unknown where there is neither `corpUserInfo` nor `corpUserStatus`, for GMS answers with a key
 * aspect for any urn; suspended by `corpUserStatus`. `corpUserInfo.active` decides nothing, there or here. Errors:
 * DIRECTORY_UNAVAILABLE for aspects of another shape than DataHub's.
 */
export function readUserState({ corpUserInfo, corpUserStatus, status }: Aspects): GmsUserState {
  if (boolean(status?.removed)) return 'REMOVED'
  if (corpUserInfo === undefined && corpUserStatus === undefined) return 'UNKNOWN'
  return string(corpUserStatus?.status) === 'SUSPENDED' ? 'SUSPENDED' : 'ACTIVE'
}

/** A user without the roles of their groups; `undefined` for who is not there. Errors: as above. */
export function readUser(urn: string, aspects: Aspects): Actor | undefined {
  const status = readUserState(aspects)
  if (status === 'UNKNOWN' || status === 'REMOVED') return undefined
  // Of single sign-on and of DataHub's own making alike (GroupMembershipFieldResolverProvider.java).
  const groups = [
    ...strings(aspects.groupMembership?.groups),
    ...strings(aspects.nativeGroupMembership?.nativeGroups),
  ]
  return {
    urn,
    kind: strings(aspects.subTypes?.typeNames).includes('SERVICE_ACCOUNT') ? 'SERVICE_ACCOUNT' : 'USER',
    status,
    groups: [...new Set(groups)],
    roles: readRoles(aspects),
    sessionsSince: 0,
  }
}

/** The roles that a user or a group has of its own accord. Errors: DIRECTORY_UNAVAILABLE, as above. */
export function readRoles({ roleMembership }: Aspects): string[] {
  return strings(roleMembership?.roles)
}

function strings(value: unknown): string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value
  throw odd()
}

function string(value: unknown): string | undefined {
  if (value === undefined || value === null || typeof value === 'string') return value ?? undefined
  throw odd()
}

function boolean(value: unknown): boolean {
  if (value === undefined || value === null || typeof value === 'boolean') return value ?? false
  throw odd()
}

// Read as "no" it would let somebody in who was removed.
function odd(): ServiceError {
  return new ServiceError('DIRECTORY_UNAVAILABLE', { internal: 'an aspect of another shape than DataHub’s' })
}
