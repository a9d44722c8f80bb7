import type { SessionRecord, SessionStore } from '../../app/ports.ts'
import { bytesToId, bytesToUrn, type ColumnBytes, idToBytes, urnToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'

interface SessionRow {
  id: ColumnBytes
  actor_urn: ColumnBytes
  created_at: number
  expires_at: number
}

/** The sessions of a migrated database. Methods reject with the driver's error, `insert` also for an id that is there. */
export function makeSqlSessionStore({ knex }: Pick<Database, 'knex'>): SessionStore {
  const sessions = () => knex<SessionRow>('sessions')
  return {
    async insert(session) {
      await sessions().insert(toRow(session))
    },

    async find(id) {
      const row = await sessions()
        .where({ id: idToBytes(id) })
        .first()
      return row && toRecord(row)
    },

    async delete(id) {
      await sessions()
        .where({ id: idToBytes(id) })
        .del()
    },

    async deleteByActor(actorUrn) {
      await sessions()
        .where({ actor_urn: urnToBytes(actorUrn) })
        .del()
    },

    deleteExpired: async (nowMs) => sessions().where('expires_at', '<', nowMs).del(),
  }
}

function toRow(session: SessionRecord): SessionRow {
  return {
    id: idToBytes(session.id),
    actor_urn: urnToBytes(session.actorUrn),
    created_at: session.createdAt,
    expires_at: session.expiresAt,
  }
}

function toRecord(row: SessionRow): SessionRecord {
  return {
    id: bytesToId(row.id),
    actorUrn: bytesToUrn(row.actor_urn),
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}
