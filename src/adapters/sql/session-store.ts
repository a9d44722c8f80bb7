import type { SessionRecord, SessionStore } from '../../app/ports/sessions.ts'
import { bytesToId, bytesToUrn, type ColumnBytes, idToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'

export interface SessionRow {
  id: ColumnBytes
  actor_urn: ColumnBytes
  created_at: number
  expires_at: number
}

/** The sessions of a migrated database. Methods reject with the driver's error. */
export function makeSqlSessionStore({ knex }: Pick<Database, 'knex'>): SessionStore {
  const sessions = () => knex<SessionRow>('sessions')
  return {
    async find(id) {
      const row = await sessions()
        .where({ id: idToBytes(id) })
        .first()
      return row && toSessionRecord(row)
    },

    async deleteExpired(nowMs) {
      await knex('used_logins').where('expires_at', '<', nowMs).del()
      return sessions().where('expires_at', '<', nowMs).del()
    },
  }
}

export function toSessionRecord(row: SessionRow): SessionRecord {
  return {
    id: bytesToId(row.id),
    actorUrn: bytesToUrn(row.actor_urn),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
