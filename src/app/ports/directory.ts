import type { Actor, ActorKind, ActorStatus } from '../../domain/actor.ts'

/** The directory's ports: users, service accounts, groups, roles, and the tokens by which people join or recover. */

export interface UserRecord {
  urn: string
  kind: ActorKind
  displayName: string
  email: string | null
  /** A person's title; of a service account, what it is for (as DataHub keeps it in `corpUserInfo.title`). */
  title: string | null
  /** PHC string of argon2id, or `null`: no sign-in by password. */
  passwordHash: string | null
  status: ActorStatus
  createdAt: number
  /** Who made it; `null` for who signed up, came by single sign-on, or was there from the first start. */
  createdBy: string | null
  /** When it was removed. The row stays, so that nobody signs up under the name of who was removed. */
  removedAt: number | null
}

export interface GroupRecord {
  urn: string
  name: string
  description: string | null
  /** `EXTERNAL` groups come with single sign-on and are not edited here. */
  origin: 'NATIVE' | 'EXTERNAL'
  createdAt: number
}

/** A slice of a list, as DataHub's GraphQL asks for it. */
export interface Slice {
  start: number
  count: number
  /** Text that names and URNs are searched for, case-insensitively; empty for all. */
  query: string
}

export interface Sliced<T> {
  items: T[]
  total: number
}

/** A page of a list that is ordered newest first: what comes after an item of it. */
export interface DirectoryPage {
  limit: number
  /** As in `Slice`. */
  query: string
  /** The last item of the page before. */
  after?: { createdAt: number; urn: string }
}

export interface MemberRecord extends UserRecord {
  groups: string[]
  roles: string[]
}

export interface ListedGroup extends GroupRecord {
  roles: string[]
  memberCount: number
}

/** What of a user its administrator changes; what is absent stays as it is. */
export type UserProfile = Partial<Pick<UserRecord, 'displayName' | 'email' | 'title'>>

export interface InviteRecord {
  /** `null` for the one without a role. */
  roleUrn: string | null
  /** Base64 of SHA-256 of the token. */
  digest: string
  /** The token, so that only we can read it. */
  sealed: string
  createdAt: number
}

/** Reads of the directory. Each method is one statement or two on the primary; a failing database rejects. */
export interface DirectoryStore {
  /** The user, removed or not. */
  findUser(urn: string): Promise<UserRecord | undefined>
  /** What decides what an actor may do, in one statement; `undefined` for who is not there or was removed. */
  findActor(urn: string): Promise<Actor | undefined>
  /** Users of one kind who were not removed, newest first, with their groups and own roles. */
  listUsers(kind: ActorKind, slice: Slice): Promise<Sliced<MemberRecord>>
  pageUsers(kind: ActorKind, page: DirectoryPage): Promise<MemberRecord[]>
  /** One of those that `listUsers` lists. */
  findMember(urn: string): Promise<MemberRecord | undefined>
  /** The group with its own roles and the number of members. */
  findGroup(urn: string): Promise<ListedGroup | undefined>
  /** Groups, newest first. */
  listGroups(slice: Slice): Promise<Sliced<ListedGroup>>
  pageGroups(page: DirectoryPage): Promise<ListedGroup[]>
  /** Its members, newest user first. */
  listGroupMembers(groupUrn: string, slice: Slice): Promise<Sliced<MemberRecord>>
  pageGroupMembers(groupUrn: string, page: DirectoryPage): Promise<MemberRecord[]>
  /** Those of these URNs that are of a user who was not removed, or of a group. */
  findExisting(urns: readonly string[]): Promise<Set<string>>
  /** Where each of these groups comes from; those that are not there are left out. */
  findGroupOrigins(urns: readonly string[]): Promise<Map<string, GroupRecord['origin']>>
  /** The roles that each of these users and groups has of its own accord; who has none is left out. */
  findRoles(actorUrns: readonly string[]): Promise<Map<string, string[]>>
  /** The users and groups that have a role of their own accord, and how many. */
  listRoleMembers(roleUrn: string, slice: Slice): Promise<Sliced<string>>
  /** The same in the order of their bytes, from after the URN `after` on. */
  pageRoleMembers(roleUrn: string, page: { limit: number; after?: string }): Promise<string[]>
  /** Members of a role, by role. */
  countRoleMembers(): Promise<Map<string, number>>
  /** The sealed invite token of a role, `null` for the one without a role. */
  findInvite(roleUrn: string | null): Promise<{ sealed: string } | undefined>
  /** The role that an invite token gives; `undefined` where there is no such token. `digest` is base64 of SHA-256. */
  findInviteRole(digest: string): Promise<{ roleUrn: string | null } | undefined>
  /** Whose password a reset token sets; `undefined` where there is none, or it has expired at `nowMs`. */
  findReset(digest: string, nowMs: number): Promise<{ userUrn: string } | undefined>
}

/** Writes of one transaction. What returns nothing may be sent with what follows. */
export interface DirectoryWrites {
  /** Rejects with `DuplicateError` where there is a row with this URN, removed or not. */
  insertUser(user: UserRecord): void
  /** Makes a removed user one again, born when they were; `false`: nobody with this URN was removed. */
  replaceUser(user: UserRecord): Promise<boolean>
  /** `false`: there is no such user, or it was removed. */
  updateProfile(urn: string, profile: UserProfile): Promise<boolean>
  /** `false`: there is no such user, or it was removed. */
  setPassword(urn: string, passwordHash: string | null): Promise<boolean>
  /**
   * Whether this is the password of a user who is active, and it stays so until the transaction ends: whoever changes it
   * meanwhile comes after.
   */
  holdPassword(urn: string, passwordHash: string): Promise<boolean>
  /** `false`: there is no such user, or it was removed, or has this status. */
  setStatus(urn: string, status: ActorStatus): Promise<boolean>
  /** Marks a user removed and drops memberships, roles, password and reset tokens; `false`: there is no such user. */
  removeUser(urn: string, atMs: number): Promise<boolean>
  /** Rejects with `DuplicateError` where there is a group with this URN. */
  insertGroup(group: GroupRecord): void
  /** Removes a group, its memberships and roles; `false`: there is no such group. */
  removeGroup(urn: string): Promise<boolean>
  /** Who is a member already stays one; who is not in the directory is left out. */
  addMembers(groupUrn: string, userUrns: readonly string[]): void
  removeMembers(groupUrn: string, userUrns: readonly string[]): void
  /** Makes these the only groups of origin EXTERNAL that the user is a member of; those that are not there are left out. */
  setExternalGroups(userUrn: string, groupUrns: readonly string[]): void
  /**
   * Makes this the only role that each user or group has of its own accord; `null` leaves them none. Who is not in the
   * directory is left out.
   */
  setRole(actorUrns: readonly string[], roleUrn: string | null): void
  /** Rejects with `DuplicateError` where the role has an invite token. */
  insertInvite(invite: InviteRecord): void
  /** Puts an invite token in the place of the role's. */
  replaceInvite(invite: InviteRecord): void
  /** Puts a reset token in the place of the user's. */
  replaceReset(reset: { userUrn: string; digest: string; expiresAt: number }): void
  /** Uses a reset token up; `false` where it is gone already. */
  takeReset(digest: string): Promise<boolean>
}
