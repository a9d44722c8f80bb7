import type { UserRecord, UserStore } from '../../app/ports.ts'
import { bytesToUrn, type ColumnBytes, urnToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'

interface UserRow {
  urn: ColumnBytes
  display_name: string
  password_hash: string | null
  status: UserRecord['status']
  created_at: number
}

/** The users of a migrated database. Methods reject with the driver's error. */
export function makeSqlUserStore({ knex }: Pick<Database, 'knex'>): UserStore {
  const users = () => knex<UserRow>('users')
  return {
    async find(urn) {
      const row = await users()
        .where({ urn: urnToBytes(urn) })
        .first()
      return row && toRecord(row)
    },

    async upsertPassword(user) {
      // Nothing but the hash is merged: who is suspended stays so.
      await users().insert(toRow(user)).onConflict('urn').merge(['password_hash'])
    },
  }
}

function toRow(user: UserRecord): UserRow {
  return {
    urn: urnToBytes(user.urn),
    display_name: user.displayName,
    password_hash: user.passwordHash,
    status: user.status,
    created_at: user.createdAt,
  }
}

function toRecord(row: UserRow): UserRecord {
  return {
    urn: bytesToUrn(row.urn),
    displayName: row.display_name,
    passwordHash: row.password_hash,
    status: row.status,
    createdAt: row.created_at,
  }
}
