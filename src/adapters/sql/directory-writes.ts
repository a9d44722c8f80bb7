import type { Knex } from 'knex'
import type { DirectoryWrites, InviteRecord } from '../../app/ports/directory.ts'
import { idToBytes, urnToBytes } from './column-bytes.ts'
import { toGroupRow, toUserRow } from './directory-rows.ts'
import type { Transaction } from './transaction.ts'

/** The key of the invite token that gives no role. */
export const NO_ROLE = Buffer.alloc(0)

export function directoryWrites(knex: Knex, tx: Transaction): DirectoryWrites {
  const present = (urn: string) =>
    knex('users')
      .where({ urn: urnToBytes(urn) })
      .whereNull('removed_at')
  const forget = (table: string, column: string, urn: string) =>
    tx.write(
      knex(table)
        .where({ [column]: urnToBytes(urn) })
        .del(),
    )

  // Whoever removes one of these meanwhile, or gives it a role, comes before all of this or after: what is written in
  // between would otherwise stay, and count for who comes back under the same name.
  function hold(urns: readonly string[]): void {
    for (const table of ['users', 'corp_groups'])
      tx.write(knex(table).select('urn').whereIn('urn', urns.map(urnToBytes)).forUpdate())
  }

  // Not `INSERT IGNORE`, which in MySQL also cuts what is too long, and a cut URN is another user.
  function join(userUrns: readonly string[], groupUrns: readonly string[]): void {
    if (userUrns.length === 0 || groupUrns.length === 0) return
    const pairs = knex('users AS u')
      .joinRaw('CROSS JOIN corp_groups AS g')
      .select('u.urn', 'g.urn')
      .whereIn('u.urn', userUrns.map(urnToBytes))
      .whereNull('u.removed_at')
      .whereIn('g.urn', groupUrns.map(urnToBytes))
      .whereNotExists(
        knex('group_members AS m')
          .select(knex.raw('1'))
          .whereRaw('m.user_urn = u.urn AND m.group_urn = g.urn'),
      )
    hold([...userUrns, ...groupUrns])
    tx.write(knex(knex.raw('group_members (user_urn, group_urn)')).insert(pairs))
  }

  return {
    insertUser: (user) => tx.write(knex('users').insert(toUserRow(user))),
    async replaceUser(user) {
      const { urn, created_at: _, ...row } = toUserRow(user)
      const removed = knex('users').where({ urn }).whereNotNull('removed_at')
      return (await tx.changed(removed.update(row))) === 1
    },
    async updateProfile(urn, { displayName, email, title }) {
      const changes = { display_name: displayName, email, title }
      // knex leaves out what is absent, and makes no statement of nothing.
      const isNothing = Object.values(changes).every((value) => value === undefined)
      if (isNothing) return (await tx.rows(present(urn))).length === 1
      return (await tx.changed(present(urn).update(changes))) === 1
    },
    async setPassword(urn, passwordHash) {
      return (await tx.changed(present(urn).update({ password_hash: passwordHash }))) === 1
    },
    async holdPassword(urn, passwordHash) {
      const held = present(urn).where({ password_hash: passwordHash, status: 'ACTIVE' }).select('urn')
      return (await tx.rows(held.forUpdate())).length === 1
    },
    async setStatus(urn, status) {
      return (await tx.changed(present(urn).whereNot({ status }).update({ status }))) === 1
    },
    async removeUser(urn, atMs) {
      if ((await tx.changed(present(urn).update({ removed_at: atMs, password_hash: null }))) === 0)
        return false
      forget('group_members', 'user_urn', urn)
      forget('role_members', 'actor_urn', urn)
      forget('reset_tokens', 'user_urn', urn)
      return true
    },
    insertGroup: (group) => tx.write(knex('corp_groups').insert(toGroupRow(group))),
    async removeGroup(urn) {
      const removed = await tx.changed(
        knex('corp_groups')
          .where({ urn: urnToBytes(urn) })
          .del(),
      )
      if (removed === 0) return false
      forget('group_members', 'group_urn', urn)
      forget('role_members', 'actor_urn', urn)
      return true
    },
    addMembers: (groupUrn, userUrns) => join(userUrns, [groupUrn]),
    removeMembers(groupUrn, userUrns) {
      if (userUrns.length === 0) return
      const members = knex('group_members').where({ group_urn: urnToBytes(groupUrn) })
      tx.write(members.whereIn('user_urn', userUrns.map(urnToBytes)).del())
    },
    setExternalGroups(userUrn, groupUrns) {
      const external = knex('corp_groups')
        .select(knex.raw('1'))
        .where({ origin: 'EXTERNAL' })
        .whereRaw('urn = group_members.group_urn')
      const memberships = knex('group_members').where({ user_urn: urnToBytes(userUrn) })
      tx.write(memberships.whereExists(external).del())
      join([userUrn], groupUrns)
    },
    setRole(actorUrns, roleUrn) {
      if (actorUrns.length === 0) return
      const actors = actorUrns.map(urnToBytes)
      hold(actorUrns)
      tx.write(knex('role_members').whereIn('actor_urn', actors).del())
      if (roleUrn === null) return
      const role = knex.raw('?', [urnToBytes(roleUrn)])
      const users = knex('users').select('urn', role).whereIn('urn', actors).whereNull('removed_at')
      const there = users.unionAll(knex('corp_groups').select('urn', role).whereIn('urn', actors))
      tx.write(knex(knex.raw('role_members (actor_urn, role_urn)')).insert(there))
    },
    insertInvite: (invite) => tx.write(knex('invite_tokens').insert(toInviteRow(invite))),
    replaceInvite(invite) {
      tx.write(knex('invite_tokens').insert(toInviteRow(invite)).onConflict('role_urn').merge())
    },
    replaceReset({ userUrn, digest, expiresAt }) {
      const row = { user_urn: urnToBytes(userUrn), digest: idToBytes(digest), expires_at: expiresAt }
      tx.write(knex('reset_tokens').insert(row).onConflict('user_urn').merge())
    },
    async takeReset(digest) {
      const one = knex('reset_tokens').where({ digest: idToBytes(digest) })
      return (await tx.changed(one.del())) === 1
    },
  }
}

function toInviteRow({ roleUrn, digest, sealed, createdAt }: InviteRecord) {
  const role = roleUrn === null ? NO_ROLE : urnToBytes(roleUrn)
  return { role_urn: role, digest: idToBytes(digest), sealed, created_at: createdAt }
}
