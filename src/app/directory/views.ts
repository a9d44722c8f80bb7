import { corpGroupId, corpuserId } from '../../domain/urn.ts'
import type { ListedGroup, MemberRecord, UserRecord } from '../ports/directory.ts'
import type { Group, ServiceAccount, User } from './directory.ts'

/** The public face of a record: nothing of a password is in it. */
export function userView(record: MemberRecord): User {
  const { urn, displayName, email, title, status, createdAt, createdBy, groups, roles } = record
  const username = corpuserId(urn) ?? urn
  return { urn, username, displayName, email, title, status, createdAt, createdBy, groups, roles }
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
