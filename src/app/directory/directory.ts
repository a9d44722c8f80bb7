import type { ActorStatus } from '../../domain/actor.ts'
import type { Caller } from '../../domain/caller.ts'
import type { Role } from '../../domain/role.ts'
import type { Secret } from '../../domain/secret.ts'
import type { Slice, Sliced } from '../ports/directory.ts'

/**
 * What is done with users, groups, roles and service accounts, over REST and GraphQL alike. Every method that asks for a
 * privilege asks first: who lacks it gets FORBIDDEN whatever it names, so a refusal tells nothing of who exists. FORBIDDEN
 * means nothing else here. Other errors: INVALID_REQUEST for an argument that is wrong whatever the directory holds,
 * NOT_FOUND, CONFLICT for what its state does not permit, KEPT_IN_DATAHUB for all but `serviceAccounts` where
 * users and groups come from GMS.
 */
export interface Directory {
  users: Users
  groups: Groups
  roles: Roles
  serviceAccounts: ServiceAccounts
}

/** A page of a list by cursor, newest first. */
export interface PageRequest {
  limit: number
  /** `nextCursor` of the page before. */
  cursor?: string
  /** As in `Slice`. */
  query?: string
}

export interface Page<T> {
  items: T[]
  nextCursor: string | null
}

/** A person; who was removed is none. */
export interface User {
  urn: string
  /** What follows `urn:li:corpuser:`. */
  username: string
  displayName: string
  email: string | null
  title: string | null
  status: ActorStatus
  /** Epoch milliseconds. */
  createdAt: number
  /** `null` for who signed up, came by single sign-on, or was there from the first start. */
  createdBy: string | null
  groups: string[]
  /** Roles of their own, without those of their groups. */
  roles: string[]
  /** Whether `createResetToken` gives a token for their password. */
  resettable: boolean
}

export interface NewUser {
  /** At most 255 characters. */
  username: string
  /** Default: the user name. */
  displayName?: string
  email?: string | null
  title?: string | null
}

/** What is absent stays as it is. */
export interface UserChanges {
  displayName?: string
  email?: string | null
  title?: string | null
  status?: ActorStatus
}

export interface ResetToken {
  token: Secret
  /** Epoch milliseconds. */
  expiresAt: number
}

/** Why somebody may do what they may: DataHub's `DebugAccessResult`, all URNs but the privileges. */
export interface AccessOfUser {
  /** Their own. */
  roles: string[]
  groups: string[]
  groupsWithRoles: string[]
  rolesViaGroups: string[]
  allRoles: string[]
  policies: string[]
  privileges: string[]
}

/** Privilege: MANAGE_USERS_AND_GROUPS, except where it says otherwise. */
export interface Users {
  list(caller: Caller, slice: Slice): Promise<Sliced<User>>
  page(caller: Caller, page: PageRequest): Promise<Page<User>>
  /** Oneself without a privilege. Errors: NOT_FOUND. */
  get(caller: Caller, urn: string): Promise<User>
  /**
   * Makes somebody who has no password yet; a reset token lets them choose one. A removed user is made anew, with nothing
   * of what they had. Errors: INVALID_REQUEST, CONFLICT where there is such a user.
   */
  create(caller: Caller, user: NewUser): Promise<User>
  /** Errors: as those of `setStatus`, INVALID_REQUEST. */
  update(caller: Caller, urn: string, changes: UserChanges): Promise<User>
  /**
   * SUSPENDED ends their sessions and refuses their tokens from the next request on; ACTIVE lets the tokens count again.
   * Repeating it is no error. Errors: NOT_FOUND; CONFLICT for oneself and for root.
   */
  setStatus(caller: Caller, urn: string, status: ActorStatus): Promise<void>
  /** Ends their sessions and revokes their tokens for ever. Errors: NOT_FOUND; CONFLICT for oneself and for root. */
  remove(caller: Caller, urn: string): Promise<void>
  /**
   * A token by which somebody with a password of ours chooses a new one within a day; an earlier one is void.
   * Privilege: MANAGE_USER_CREDENTIALS. Errors: NOT_FOUND; CONFLICT for who signs in otherwise.
   */
  createResetToken(caller: Caller, urn: string): Promise<ResetToken>
  /** Of a user or a service account. Errors: NOT_FOUND. */
  debugAccess(caller: Caller, urn: string): Promise<AccessOfUser>
}

export interface Group {
  urn: string
  /** What follows `urn:li:corpGroup:`. */
  id: string
  name: string
  description: string | null
  origin: 'NATIVE' | 'EXTERNAL'
  createdAt: number
  roles: string[]
  memberCount: number
}

export interface NewGroup {
  /** Default: a random UUID. */
  id?: string
  name: string
  description?: string | null
}

/**
 * Privilege: MANAGE_USERS_AND_GROUPS. (For members DataHub asks EDIT_ENTITY or EDIT_GROUP_MEMBERS on the group, which no
 * policy without a resource can answer.)
 */
export interface Groups {
  list(caller: Caller, slice: Slice): Promise<Sliced<Group>>
  page(caller: Caller, page: PageRequest): Promise<Page<Group>>
  /** Errors: NOT_FOUND. */
  get(caller: Caller, urn: string): Promise<Group>
  /** Errors: INVALID_REQUEST, CONFLICT ("This Group already exists!"). */
  create(caller: Caller, group: NewGroup): Promise<Group>
  /** Errors: NOT_FOUND. */
  remove(caller: Caller, urn: string): Promise<void>
  /** Errors: NOT_FOUND. */
  listMembers(caller: Caller, urn: string, slice: Slice): Promise<Sliced<User>>
  pageMembers(caller: Caller, urn: string, page: PageRequest): Promise<Page<User>>
  /**
   * Who is a member already stays one. Errors: INVALID_REQUEST, which names users that do not exist; NOT_FOUND in
   * DataHub's words; CONFLICT for a group that comes with single sign-on.
   */
  addMembers(caller: Caller, urn: string, userUrns: readonly string[]): Promise<void>
  /** Who is no member is passed over. Errors: NOT_FOUND in DataHub's words; CONFLICT as for `addMembers`. */
  removeMembers(caller: Caller, urn: string, userUrns: readonly string[]): Promise<void>
}

export interface RoleWithCount extends Role {
  /** Users and groups that have it of their own accord. */
  memberCount: number
}

/** Privilege: MANAGE_POLICIES, except where it says otherwise. A role URN that is none is NOT_FOUND. */
export interface Roles {
  /** By name. No privilege. */
  list(caller: Caller, slice: Slice): Promise<Sliced<RoleWithCount>>
  /** URNs of the users and groups that have it of their own accord. */
  listMembers(caller: Caller, roleUrn: string, slice: Slice): Promise<Sliced<string>>
  /** The same by cursor; `query` is not looked at. */
  pageMembers(caller: Caller, roleUrn: string, page: PageRequest): Promise<Page<string>>
  /** Makes it the only role of these users and groups; `null` leaves them none. Who does not exist is passed over. */
  assign(caller: Caller, roleUrn: string | null, actorUrns: readonly string[]): Promise<void>
  /** The invite token of a role, or of none; made where there is none. It does not expire, and serves many. */
  getInvite(caller: Caller, roleUrn: string | null): Promise<Secret>
  /** A new invite token; the one before is void. */
  createInvite(caller: Caller, roleUrn: string | null): Promise<Secret>
  /**
   * Makes the token's role the caller's only one; a token without a role leaves them none. No privilege but the token.
   * Errors: INVITE_INVALID; CONFLICT for a service account, which joins nothing.
   */
  accept(caller: Caller, inviteToken: Secret): Promise<void>
}

export interface ServiceAccount {
  /** `urn:li:corpuser:service_<uuid>`. */
  urn: string
  /** What follows `urn:li:corpuser:`. */
  name: string
  displayName: string
  description: string | null
  status: ActorStatus
  createdAt: number
  createdBy: string | null
}

export interface NewServiceAccount {
  displayName: string
  description?: string | null
}

/** Privilege: MANAGE_SERVICE_ACCOUNTS. They are kept here even where users and groups come from GMS. */
export interface ServiceAccounts {
  list(caller: Caller, slice: Slice): Promise<Sliced<ServiceAccount>>
  page(caller: Caller, page: PageRequest): Promise<Page<ServiceAccount>>
  /** Errors: NOT_FOUND. */
  get(caller: Caller, urn: string): Promise<ServiceAccount>
  /** Errors: INVALID_REQUEST. */
  create(caller: Caller, account: NewServiceAccount): Promise<ServiceAccount>
  /** Revokes its tokens for ever. Errors: NOT_FOUND. */
  remove(caller: Caller, urn: string): Promise<void>
}
