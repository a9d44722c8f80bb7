import type { Knex } from 'knex'
import type { DirectoryWrites } from '../../app/ports-directory.ts'
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

  function addMembers(groupUrn: string, userUrns: readonly string[]): void {
    const rows = userUrns.map((urn) => ({ user_urn: urnToBytes(urn), group_urn: urnToBytes(groupUrn) }))
    if (rows.length > 0) tx.write(knex('group_members').insert(rows).onConflict().ignore())
  }

  return {
    insertUser: (user) => tx.write(knex('users').insert(toUserRow(user))),
    replaceUser(user) {
      const { urn, created_at: _, ...row } = toUserRow(user)
      tx.write(knex('users').where({ urn }).update(row))
    },
    async setPassword(urn, passwordHash) {
      return (await tx.changed(present(urn).update({ password_hash: passwordHash }))) === 1
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
    addMembers,
    removeMembers(groupUrn, userUrns) {
      if (userUrns.length === 0) return
      const members = knex('group_members').where({ group_urn: urnToBytes(groupUrn) })
      tx.write(members.whereIn('user_urn', userUrns.map(urnToBytes)).del())
    },
    setExternalGroups(userUrn, groupUrns) {
      const external = knex('corp_groups').select('urn').where({ origin: 'EXTERNAL' })
      const memberships = knex('group_members').where({ user_urn: urnToBytes(userUrn) })
      tx.write(memberships.whereIn('group_urn', external).del())
      for (const groupUrn of groupUrns) addMembers(groupUrn, [userUrn])
    },
    setRole(actorUrns, roleUrn) {
      if (actorUrns.length === 0) return
      const actors = actorUrns.map(urnToBytes)
      tx.write(knex('role_members').whereIn('actor_urn', actors).del())
      if (roleUrn === null) return
      const rows = actors.map((actor) => ({ actor_urn: actor, role_urn: urnToBytes(roleUrn) }))
      tx.write(knex('role_members').insert(rows))
    },
    replaceInvite({ roleUrn, digest, sealed, createdAt }) {
      const role = roleUrn === null ? NO_ROLE : urnToBytes(roleUrn)
      const row = { role_urn: role, digest: idToBytes(digest), sealed, created_at: createdAt }
      tx.write(knex('invite_tokens').insert(row).onConflict('role_urn').merge())
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
