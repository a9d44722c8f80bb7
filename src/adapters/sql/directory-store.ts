import type { DirectoryStore } from '../../app/ports/directory.ts'
import { selectActor, toActor } from './actor-rows.ts'
import { bytesToUrn, type ColumnBytes, idToBytes, urnToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'
import {
  countOf,
  GROUP_TEXTS,
  pageOf,
  rolesOf,
  searched,
  sliceOf,
  USER_TEXTS,
  withCounts,
  withMemberships,
} from './directory-lists.ts'
import { type GroupRow, toUserRecord, type UserRow } from './directory-rows.ts'
import { NO_ROLE } from './directory-writes.ts'

/** The directory of a migrated database. Methods reject with the driver's error. */
export function makeSqlDirectoryStore({ knex, dialect }: Pick<Database, 'knex' | 'dialect'>): DirectoryStore {
  const users = () => knex<UserRow>('users')
  const groups = () => knex<GroupRow>('corp_groups')
  const present = () => users().whereNull('removed_at')
  const membersOf = (groupUrn: string) =>
    present().whereIn(
      'urn',
      knex('group_members')
        .select('user_urn')
        .where({ group_urn: urnToBytes(groupUrn) }),
    )

  return {
    async findUser(urn) {
      const row = await users()
        .where({ urn: urnToBytes(urn) })
        .first()
      return row && toUserRecord(row)
    },

    async findActor(urn) {
      return toActor(urn, await selectActor(knex, urnToBytes(urn)))
    },

    async listUsers(kind, slice) {
      const matching = searched(present().where({ kind }), dialect, slice.query, USER_TEXTS)
      const { items, total } = await sliceOf<UserRow>(matching, slice)
      return { items: await withMemberships(knex, items), total }
    },

    async pageUsers(kind, page) {
      const matching = searched(present().where({ kind }), dialect, page.query, USER_TEXTS)
      return withMemberships(knex, await pageOf<UserRow>(matching, page))
    },

    async findMember(urn) {
      const rows = await present().where({ urn: urnToBytes(urn) })
      return (await withMemberships(knex, rows))[0]
    },

    async findGroup(urn) {
      const rows = await groups().where({ urn: urnToBytes(urn) })
      return (await withCounts(knex, rows))[0]
    },

    async listGroups(slice) {
      const { items, total } = await sliceOf<GroupRow>(
        searched(groups(), dialect, slice.query, GROUP_TEXTS),
        slice,
      )
      return { items: await withCounts(knex, items), total }
    },

    async pageGroups(page) {
      return withCounts(
        knex,
        await pageOf<GroupRow>(searched(groups(), dialect, page.query, GROUP_TEXTS), page),
      )
    },

    async listGroupMembers(groupUrn, slice) {
      const matching = searched(membersOf(groupUrn), dialect, slice.query, USER_TEXTS)
      const { items, total } = await sliceOf<UserRow>(matching, slice)
      return { items: await withMemberships(knex, items), total }
    },

    async pageGroupMembers(groupUrn, page) {
      const matching = searched(membersOf(groupUrn), dialect, page.query, USER_TEXTS)
      return withMemberships(knex, await pageOf<UserRow>(matching, page))
    },

    async findExisting(urns) {
      if (urns.length === 0) return new Set()
      const keys = urns.map(urnToBytes)
      const rows: { urn: ColumnBytes }[] = await knex.unionAll([
        knex('users').select('urn').whereIn('urn', keys).whereNull('removed_at'),
        knex('corp_groups').select('urn').whereIn('urn', keys),
      ])
      return new Set(rows.map(({ urn }) => bytesToUrn(urn)))
    },

    async findGroupOrigins(urns) {
      const rows = urns.length === 0 ? [] : await groups().whereIn('urn', urns.map(urnToBytes))
      return new Map(rows.map(({ urn, origin }) => [bytesToUrn(urn), origin]))
    },

    findRoles: (actorUrns) => rolesOf(knex, actorUrns),

    async listRoleMembers(roleUrn, { start, count }) {
      const members = () => knex('role_members').where({ role_urn: urnToBytes(roleUrn) })
      const rows: { actor_urn: ColumnBytes }[] = await members()
        .orderBy('actor_urn')
        .offset(start)
        .limit(count)
      return { items: rows.map((row) => bytesToUrn(row.actor_urn)), total: await countOf(members()) }
    },

    async pageRoleMembers(roleUrn, { limit, after }) {
      const members = knex('role_members').where({ role_urn: urnToBytes(roleUrn) })
      if (after !== undefined) members.where('actor_urn', '>', urnToBytes(after))
      const rows: { actor_urn: ColumnBytes }[] = await members.orderBy('actor_urn').limit(limit)
      return rows.map((row) => bytesToUrn(row.actor_urn))
    },

    async countRoleMembers() {
      const rows: { role_urn: ColumnBytes; members: number }[] = await knex('role_members')
        .select('role_urn')
        .count({ members: '*' })
        .groupBy('role_urn')
      return new Map(rows.map((row) => [bytesToUrn(row.role_urn), Number(row.members)]))
    },

    async findInvite(roleUrn) {
      const role = roleUrn === null ? NO_ROLE : urnToBytes(roleUrn)
      const row: { sealed: string } | undefined = await knex('invite_tokens')
        .where({ role_urn: role })
        .first()
      return row && { sealed: row.sealed }
    },

    async findInviteRole(digest) {
      const row: { role_urn: ColumnBytes } | undefined = await knex('invite_tokens')
        .where({ digest: idToBytes(digest) })
        .first()
      return row && { roleUrn: row.role_urn.length === 0 ? null : bytesToUrn(row.role_urn) }
    },

    async findReset(digest, nowMs) {
      const row: { user_urn: ColumnBytes } | undefined = await knex('reset_tokens')
        .where({ digest: idToBytes(digest) })
        .where('expires_at', '>', nowMs)
        .first()
      return row && { userUrn: bytesToUrn(row.user_urn) }
    },
  }
}
