import { idToBytes, urnToBytes } from '../../../src/adapters/sql/column-bytes.ts'
import type {
  DirectoryPage,
  DirectoryStore,
  DirectoryWrites,
  GroupRecord,
  ListedGroup,
  MemberRecord,
  Slice,
  Sliced,
  UserRecord,
} from '../../../src/app/ports/directory.ts'
import { DuplicateError } from '../../../src/app/ports/transactions.ts'
import type { Actor, ActorKind } from '../../../src/domain/actor.ts'

/** A directory with its writes beside it, each a change of its own. */
export type WritableDirectory = DirectoryStore & {
  [Name in keyof DirectoryWrites]: (
    ...args: Parameters<DirectoryWrites[Name]>
  ) => Promise<Awaited<ReturnType<DirectoryWrites[Name]>>>
}

export interface MemoryDirectory extends WritableDirectory {
  /** What ending all sessions of a user leaves in the directory. */
  endSessions(urn: string, atMs: number): void
}

type Pair = readonly [string, string]

/** A directory in memory, by the contract of `test/store`: what is kept and what is given out are copies. */
export function memoryDirectory(): MemoryDirectory {
  const users = new Map<string, UserRecord>()
  const sessionsSince = new Map<string, number>()
  const groups = new Map<string, GroupRecord>()
  let memberships: Pair[] = []
  let roles: Pair[] = []
  const invites = new Map<string | null, { digest: string; sealed: string }>()
  const resets = new Map<string, { digest: string; expiresAt: number }>()

  const present = (urn: string) => {
    const user = users.get(key(urn))
    return user?.removedAt === null ? user : undefined
  }
  const groupsOf = (urn: string) => seconds(memberships, urn)
  const rolesOf = (urn: string) => seconds(roles, urn)

  function join(userUrns: readonly string[], groupUrns: readonly string[]): void {
    for (const pair of userUrns.flatMap((user) => groupUrns.map((group): Pair => [user, group]))) {
      const isThere = memberships.some(([user, group]) => user === pair[0] && group === pair[1])
      if (!isThere && present(pair[0]) && groups.has(key(pair[1]))) memberships.push(pair)
    }
  }

  const withMemberships = (user: UserRecord): MemberRecord => ({
    ...user,
    groups: groupsOf(user.urn),
    roles: rolesOf(user.urn),
  })
  const membersOfKind = (kind: ActorKind) =>
    [...users.values()].filter((user) => user.kind === kind && user.removedAt === null).map(withMemberships)
  const membersOf = (groupUrn: string) =>
    memberships
      .filter((pair) => pair[1] === key(groupUrn))
      .flatMap(([urn]) => present(urn) ?? [])
      .map(withMemberships)
  const withCounts = (group: GroupRecord): ListedGroup => ({
    ...group,
    roles: rolesOf(group.urn),
    memberCount: memberships.filter((pair) => pair[1] === group.urn).length,
  })

  return {
    findUser: async (urn) => copy(users.get(key(urn))),
    async findActor(urn) {
      const user = present(urn)
      if (user === undefined) return undefined
      const ofGroups = groupsOf(urn).flatMap(rolesOf)
      const actor: Actor = {
        urn,
        kind: user.kind,
        status: user.status,
        groups: groupsOf(urn),
        roles: [...new Set([...rolesOf(urn), ...ofGroups])],
        sessionsSince: sessionsSince.get(urn) ?? 0,
      }
      return actor
    },
    listUsers: async (kind, slice) => sliceOf(membersOfKind(kind), slice, userTexts),
    pageUsers: async (kind, page) => pageOf(membersOfKind(kind), page, userTexts),
    async findMember(urn) {
      const user = present(urn)
      return user && withMemberships(user)
    },
    async findGroup(urn) {
      const group = groups.get(key(urn))
      return group && withCounts(group)
    },
    listGroups: async (slice) => sliceOf([...groups.values()].map(withCounts), slice, groupTexts),
    pageGroups: async (page) => pageOf([...groups.values()].map(withCounts), page, groupTexts),
    listGroupMembers: async (urn, slice) => sliceOf(membersOf(urn), slice, userTexts),
    pageGroupMembers: async (urn, page) => pageOf(membersOf(urn), page, userTexts),
    findExisting: async (urns) =>
      new Set(urns.filter((urn) => present(urn) !== undefined || groups.has(urn))),
    async findGroupOrigins(urns) {
      const found = urns.flatMap((urn) => groups.get(key(urn)) ?? [])
      return new Map(found.map(({ urn, origin }) => [urn, origin]))
    },
    async findRoles(actorUrns) {
      const found = actorUrns.map((urn): [string, string[]] => [urn, rolesOf(key(urn))])
      return new Map(found.filter(([, names]) => names.length > 0))
    },
    async listRoleMembers(roleUrn, { start, count }) {
      const members = roles.filter((pair) => pair[1] === key(roleUrn)).map(([member]) => member)
      return { total: members.length, items: members.sort(byBytes).slice(start, start + count) }
    },
    async pageRoleMembers(roleUrn, { limit, after = '' }) {
      const members = roles.filter((pair) => pair[1] === key(roleUrn)).map(([member]) => member)
      return members
        .filter((member) => byBytes(member, after) > 0)
        .sort(byBytes)
        .slice(0, limit)
    },
    async countRoleMembers() {
      const counts = new Map<string, number>()
      for (const [, role] of roles) counts.set(role, (counts.get(role) ?? 0) + 1)
      return counts
    },
    async findInvite(roleUrn) {
      const invite = invites.get(roleUrn)
      return invite && { sealed: invite.sealed }
    },
    async findInviteRole(digest) {
      idToBytes(digest)
      const found = [...invites].find(([, invite]) => invite.digest === digest)
      return found && { roleUrn: found[0] }
    },
    async findReset(digest, nowMs) {
      idToBytes(digest)
      const found = [...resets].find(([, reset]) => reset.digest === digest && reset.expiresAt > nowMs)
      return found && { userUrn: found[0] }
    },

    endSessions(urn, atMs) {
      if (users.has(key(urn))) sessionsSince.set(urn, Math.max(atMs, sessionsSince.get(urn) ?? 0))
    },
    insertUser: async (user) => insertOnce(users, user),
    async replaceUser(user) {
      const removed = users.get(key(user.urn))
      if (removed === undefined || removed.removedAt === null) return false
      users.set(user.urn, { ...user, createdAt: removed.createdAt })
      return true
    },
    async updateProfile(urn, profile) {
      const user = present(urn)
      return user !== undefined && users.set(urn, { ...user, ...profile }) === users
    },
    async setPassword(urn, passwordHash) {
      const user = present(urn)
      return user !== undefined && users.set(urn, { ...user, passwordHash }) === users
    },
    async holdPassword(urn, passwordHash) {
      const user = present(urn)
      return user?.passwordHash === passwordHash && user.status === 'ACTIVE'
    },
    async setStatus(urn, status) {
      const user = present(urn)
      return user !== undefined && user.status !== status && users.set(urn, { ...user, status }) === users
    },
    async removeUser(urn, atMs) {
      const user = present(urn)
      if (user === undefined) return false
      users.set(urn, { ...user, removedAt: atMs, passwordHash: null })
      memberships = memberships.filter((pair) => pair[0] !== urn)
      roles = roles.filter((pair) => pair[0] !== urn)
      resets.delete(urn)
      return true
    },
    insertGroup: async (group) => insertOnce(groups, group),
    async removeGroup(urn) {
      if (!groups.delete(key(urn))) return false
      memberships = memberships.filter((pair) => pair[1] !== urn)
      roles = roles.filter((pair) => pair[0] !== urn)
      return true
    },
    addMembers: async (groupUrn, userUrns) => join(userUrns, [groupUrn]),
    async removeMembers(groupUrn, userUrns) {
      memberships = memberships.filter(([user, group]) => group !== groupUrn || !userUrns.includes(user))
    },
    async setExternalGroups(userUrn, groupUrns) {
      const isExternal = (urn: string) => groups.get(urn)?.origin === 'EXTERNAL'
      memberships = memberships.filter(([user, group]) => user !== userUrn || !isExternal(group))
      join([userUrn], groupUrns)
    },
    async setRole(actorUrns, roleUrn) {
      roles = roles.filter(([actor]) => !actorUrns.includes(actor))
      const there = actorUrns.filter((urn) => present(urn) !== undefined || groups.has(urn))
      if (roleUrn !== null) for (const urn of new Set(there)) roles.push([urn, roleUrn])
    },
    async insertInvite({ roleUrn, digest, sealed }) {
      idToBytes(digest)
      if (invites.has(roleUrn)) throw new DuplicateError('there is a row with this key')
      invites.set(roleUrn, { digest, sealed })
    },
    async replaceInvite({ roleUrn, digest, sealed }) {
      idToBytes(digest)
      invites.set(roleUrn, { digest, sealed })
    },
    async replaceReset({ userUrn, digest, expiresAt }) {
      idToBytes(digest)
      resets.set(key(userUrn), { digest, expiresAt })
    },
    async takeReset(digest) {
      idToBytes(digest)
      const found = [...resets].find(([, reset]) => reset.digest === digest)
      return found !== undefined && resets.delete(found[0])
    },
  }
}

function insertOnce<T extends { urn: string }>(rows: Map<string, T>, row: T): void {
  if (rows.has(key(row.urn))) throw new DuplicateError('there is a row with this key')
  rows.set(row.urn, { ...row })
}

function copy<T extends object>(row: T | undefined): T | undefined {
  return row && { ...row }
}

/** Throws what the SQL stores throw for text that is no URN. */
function key(urn: string): string {
  urnToBytes(urn)
  return urn
}

function byBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b))
}

function seconds(pairs: readonly Pair[], first: string): string[] {
  return pairs
    .filter((pair) => pair[0] === first)
    .map((pair) => pair[1])
    .sort(byBytes)
}

const userTexts = (user: UserRecord) => [user.displayName, user.email, user.urn]
const groupTexts = (group: GroupRecord) => [group.name, group.urn]

interface Listed {
  urn: string
  createdAt: number
}

function searched<T extends Listed>(
  rows: readonly T[],
  query: string,
  textsOf: (row: T) => (string | null)[],
): T[] {
  const wanted = query === '*' ? '' : query.toLowerCase()
  return rows
    .filter((row) => textsOf(row).some((text) => text?.toLowerCase().includes(wanted)))
    .toSorted(newestFirst)
    .map((row) => ({ ...row }))
}

function sliceOf<T extends Listed>(
  rows: readonly T[],
  { start, count, query }: Slice,
  textsOf: (row: T) => (string | null)[],
): Sliced<T> {
  const found = searched(rows, query, textsOf)
  return { items: found.slice(start, start + count), total: found.length }
}

function pageOf<T extends Listed>(
  rows: readonly T[],
  { limit, query, after }: DirectoryPage,
  textsOf: (row: T) => (string | null)[],
): T[] {
  const found = searched(rows, query, textsOf)
  return found.filter((row) => after === undefined || newestFirst(after, row) < 0).slice(0, limit)
}

function newestFirst(a: Listed, b: Listed): number {
  return b.createdAt - a.createdAt || byBytes(b.urn, a.urn)
}
