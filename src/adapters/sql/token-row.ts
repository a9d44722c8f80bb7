import { wordsOf } from '../../domain/name-words.ts'
import type { TokenType } from '../../domain/token-claims.ts'
import type { TokenRecord } from '../../domain/token-record.ts'
import { bytesToId, bytesToUrn, type ColumnBytes, idToBytes, urnToBytes } from './column-bytes.ts'

// Names of 50 characters have at most 1,800 bytes after NFKC, which makes 18 of one; longer ones may lose a word.
const NAME_WORDS_BYTES_MAX = 2048

/** A row of `tokens`, without what the database makes of it (db/migrations/0006-token-lists.ts). */
export interface TokenRow {
  id: ColumnBytes
  id_prefix: ColumnBytes
  name: string
  name_words: ColumnBytes
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
  const id = idToBytes(record.id)
  return {
    id,
    id_prefix: prefixOf(id),
    name: record.name,
    name_words: Buffer.from(wordsOf(record.name).map(beginning).join('')).subarray(0, NAME_WORDS_BYTES_MAX),
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

/** A row of `token_words`. */
export interface WordRow {
  word: ColumnBytes
  created_at: number
  id_prefix: ColumnBytes
}

export function toWordRows({ id, name, createdAt }: TokenRecord): WordRow[] {
  const id_prefix = prefixOf(idToBytes(id))
  return wordsOf(name).map((word) => ({ word: Buffer.from(word), created_at: createdAt, id_prefix }))
}

/** What tells tokens of one millisecond apart in the table's key, in the order of their ids. */
function prefixOf(id: Buffer): Buffer {
  return id.subarray(0, 8)
}

/** How a word stands in `name_words`, so that a search for it finds the words that begin so. */
export function beginning(word: string): string {
  return ` ${word}`
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
