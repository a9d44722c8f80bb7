import type { Knex } from 'knex'
import type { SessionWrites } from '../../app/ports/sessions.ts'
import { idToBytes, urnToBytes } from './column-bytes.ts'
import type { Transaction } from './transaction.ts'

export function sessionWrites(knex: Knex, tx: Transaction): SessionWrites {
  const sessions = () => knex('sessions')
  return {
    insert({ id, actorUrn, createdAt, expiresAt }) {
      const row = {
        id: idToBytes(id),
        actor_urn: urnToBytes(actorUrn),
        created_at: createdAt,
        expires_at: expiresAt,
      }
      tx.write(sessions().insert(row))
    },
    delete: async (id) =>
      (await tx.changed(
        sessions()
          .where({ id: idToBytes(id) })
          .del(),
      )) === 1,
    takeLogin: async (digest, expiresAt) =>
      (await tx.changed(
        knex('used_logins')
          .insert({ digest: idToBytes(digest), expires_at: expiresAt })
          .onConflict()
          .ignore(),
      )) === 1,
    endByActor(actorUrn, atMs) {
      const urn = urnToBytes(actorUrn)
      // The clocks of two processes differ: the time never goes back.
      const user = knex('users').where({ urn }).where('sessions_since', '<', atMs)
      tx.write(user.update({ sessions_since: atMs }))
      tx.write(sessions().where({ actor_urn: urn }).del())
    },
  }
}
