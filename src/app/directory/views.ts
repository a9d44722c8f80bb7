import { corpGroupId, corpuserId, ROOT_USER_URN } from '../../domain/urn.ts'
import type { ListedGroup, MemberRecord, UserRecord } from '../ports/directory.ts'
import type { Group, ServiceAccount, User } from './directory.ts'

/**
 * Whose password is kept here: who has one, and who was made by an administrator and has none yet. Root's comes with the
 * configuration; who may reset others' passwords would be root by it.
 */
export function hasResettablePassword({ urn, kind, passwordHash, createdBy }: UserRecord): boolean {
  return kind === 'USER' && urn !== ROOT_USER_URN && (passwordHash !== null || createdBy !== null)
}

/** The public face of a record: of a password it says no more than whether it is reset here. */
export function userView(record: MemberRecord): User {
  const { urn, displayName, email, title, status, createdAt, createdBy, groups, roles } = record
  const username = corpuserId(urn) ?? urn
  const resettable = hasResettablePassword(record)
  return { urn, username, displayName, email, title, status, createdAt, createdBy, groups, roles, resettable }
}

export function groupView(record: ListedGroup): Group {
  const { urn, name, description, origin, createdAt, roles, memberCount } = record
  return { urn, id: corpGroupId(urn) ?? urn, name, description, origin, createdAt, roles, memberCount }
}

/** DataHub keeps what a service account is for in its title (ServiceAccountUtils.java). */
export function serviceAccountView(record: UserRecord): ServiceAccount {
  const { urn, displayName, title, status, createdAt, createdBy } = record
  return {
    urn,
    name: corpuserId(urn) ?? urn,
    displayName,
    description: title,
    status,
    createdAt,
    createdBy,
  }
}
