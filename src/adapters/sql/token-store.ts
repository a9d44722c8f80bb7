import type { TokenPage, TokenStore } from '../../app/ports.ts'
import type { TokenType } from '../../domain/token-claims.ts'
import type { TokenRecord } from '../../domain/token-record.ts'
import { bytesToId, bytesToUrn, type ColumnBytes, idToBytes, urnToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'

interface TokenRow {
  id: ColumnBytes
  name: string
  description: string | null
  type: TokenType
  actor_urn: ColumnBytes
  owner_urn: ColumnBytes
  key_id: string
  created_at: number
  expires_at: number | null
  last_used_at: number | null
  revoked_at: number | null
}

/** The tokens of a migrated database. Methods reject with the driver's error, `insert` also for an id that is there. */
export function makeSqlTokenStore({ knex }: Pick<Database, 'knex'>): TokenStore {
  const tokens = () => knex<TokenRow>('tokens')
  return {
    async insert(record) {
      await tokens().insert(toRow(record))
    },

    async find(id) {
      const row = await tokens()
        .where({ id: idToBytes(id) })
        .first()
      return row && toRecord(row)
    },

    async listByOwner({ ownerUrn, limit, before }: TokenPage) {
      const page = tokens().where({ owner_urn: urnToBytes(ownerUrn) })
      if (before !== undefined) {
        // Said so that both databases start in the index at `createdAt`; `(created_at, id) < (?, ?)` scans in MySQL.
        page
          .where('created_at', '<=', before.createdAt)
          .andWhere((q) =>
            q.where('created_at', '<', before.createdAt).orWhere('id', '<', idToBytes(before.id)),
          )
      }
      const rows: TokenRow[] = await page
        .orderBy([
          { column: 'created_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(limit)
      return rows.map(toRecord)
    },

    async revoke(id, revokedAtMs) {
      const revokedAt = knex.raw('COALESCE(revoked_at, ?)', [revokedAtMs])
      const matched = await tokens()
        .where({ id: idToBytes(id) })
        .update({ revoked_at: revokedAt })
      return matched === 1
    },
  }
}

function toRow(record: TokenRecord): TokenRow {
  return {
    id: idToBytes(record.id),
    name: record.name,
    description: record.description,
    type: record.type,
    actor_urn: urnToBytes(record.actorUrn),
    owner_urn: urnToBytes(record.ownerUrn),
    key_id: record.keyId,
    created_at: record.createdAt,
    expires_at: record.expiresAt,
    last_used_at: record.lastUsedAt,
    revoked_at: record.revokedAt,
  }
}

function toRecord(row: TokenRow): TokenRecord {
  return {
    id: bytesToId(row.id),
    name: row.name,
    description: row.description,
    type: row.type,
    actorUrn: bytesToUrn(row.actor_urn),
    ownerUrn: bytesToUrn(row.owner_urn),
    keyId: row.key_id,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  }
}
