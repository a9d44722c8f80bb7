import type { TokenType } from '../../domain/token-claims.ts'
import type { TokenRecord } from '../../domain/token-record.ts'
import { bytesToId, bytesToUrn, type ColumnBytes, idToBytes, urnToBytes } from './column-bytes.ts'

/** A row of `tokens`. */
export interface TokenRow {
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

export function toTokenRow(record: TokenRecord): TokenRow {
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

export function toTokenRecord(row: TokenRow): TokenRecord {
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
