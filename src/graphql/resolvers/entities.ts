import type { Group, ServiceAccount, User } from '../../app/directory/directory.ts'
import type { Role } from '../../domain/role.ts'
import { corpuserId } from '../../domain/urn.ts'
import { type Edge, type EntitiesOf, edgeFrom, edgeTo, relationshipsOf } from './relationships.ts'

/** Entities as DataHub's schema has them, of what the directory knows. */

const GROUP_PREFIX = 'urn:li:corpGroup:'
const ROLE_PREFIX = 'urn:li:dataHubRole:'

/** `nativeUsers`: whether users sign in with passwords of ours. */
export function corpUser(user: User, nativeUsers: boolean) {
  const [firstName, ...rest] = user.displayName.split(' ')
  const properties = {
    active: user.status === 'ACTIVE',
    displayName: user.displayName,
    email: user.email,
    title: user.title,
    firstName,
    lastName: rest.join(' ') || null,
    fullName: user.displayName,
  }
  return {
    __typename: 'CorpUser',
    urn: user.urn,
    type: 'CORP_USER',
    username: user.username,
    properties,
    info: properties,
    status: user.status,
    // By this DataHub's page offers to reset the password (CorpUserMapper.java: has credentials).
    isNativeUser: nativeUsers && user.resettable,
    exists: true,
    relationships: relationshipsOf([
      edgeTo('IsMemberOfRole', user.roles, roleReference),
      // DataHub keeps groups of single sign-on and its own apart; which is which is the group's to say.
      edgeTo('IsMemberOfNativeGroup', user.groups, groupReference),
    ]),
  }
}

/** A user of whom only the URN is at hand. */
export function userReference(urn: string) {
  const username = corpuserId(urn) ?? urn
  return { __typename: 'CorpUser', urn, type: 'CORP_USER', username, relationships: relationshipsOf([]) }
}

export function groupReference(urn: string) {
  const name = urn.slice(GROUP_PREFIX.length)
  return { __typename: 'CorpGroup', urn, type: 'CORP_GROUP', name, relationships: relationshipsOf([]) }
}

export function roleReference(urn: string) {
  const name = urn.slice(ROLE_PREFIX.length)
  return {
    __typename: 'DataHubRole',
    urn,
    type: 'DATAHUB_ROLE',
    name,
    description: '',
    editable: false,
    relationships: relationshipsOf([]),
  }
}

export function corpGroup(group: Group, members: EntitiesOf) {
  const properties = { displayName: group.name, description: group.description }
  return {
    __typename: 'CorpGroup',
    urn: group.urn,
    type: 'CORP_GROUP',
    name: group.id,
    properties,
    info: properties,
    origin: { type: group.origin },
    exists: true,
    relationships: relationshipsOf([
      edgeFrom(
        group.origin === 'EXTERNAL' ? 'IsMemberOfGroup' : 'IsMemberOfNativeGroup',
        group.memberCount,
        members,
      ),
      edgeTo('IsMemberOfRole', group.roles, roleReference),
    ]),
  }
}

export function dataHubRole({ urn, name, description }: Role, edges: readonly Edge[]) {
  return {
    __typename: 'DataHubRole',
    urn,
    type: 'DATAHUB_ROLE',
    name,
    description,
    editable: false,
    relationships: relationshipsOf(edges),
  }
}

export function serviceAccount(account: ServiceAccount) {
  const { urn, name, displayName, description, createdBy, createdAt } = account
  return {
    __typename: 'ServiceAccount',
    urn,
    type: 'CORP_USER',
    name,
    displayName,
    description,
    createdBy,
    createdAt,
    updatedAt: createdAt,
  }
}
