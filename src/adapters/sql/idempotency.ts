import type { Knex } from 'knex'
import type { IdempotencyRecord, IdempotencyStore, IdempotencyWrites } from '../../app/ports/idempotency.ts'
import { bytesToId, type ColumnBytes, idToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'
import type { Transaction } from './transaction.ts'

interface IdempotencyRow {
  id: ColumnBytes
  body: ColumnBytes
  token_id: ColumnBytes
  created_at: number
}

const TABLE = 'idempotency_keys'

/** The idempotency keys of a migrated database. Methods reject with the driver's error. */
export function makeSqlIdempotencyStore({ knex }: Pick<Database, 'knex'>): IdempotencyStore {
  return {
    async find(key) {
      const row = await knex<IdempotencyRow>(TABLE)
        .where({ id: idToBytes(key) })
        .first()
      return row && toRecord(row)
    },
  }
}

export function idempotencyWrites(knex: Knex, tx: Transaction): IdempotencyWrites {
  const keys = () => knex<IdempotencyRow>(TABLE)
  return {
    insert({ key, body, tokenId, createdAt }, expiredBefore) {
      const id = idToBytes(key)
      tx.write(keys().where({ id }).andWhere('created_at', '<', expiredBefore).del())
      tx.write(
        keys().insert({ id, body: idToBytes(body), token_id: idToBytes(tokenId), created_at: createdAt }),
      )
    },
    async deleteBefore(beforeMs, limit) {
      // Two statements: MySQL has no LIMIT in a subquery of IN, SQLite none in DELETE.
      const oldest = keys().where('created_at', '<', beforeMs).orderBy('created_at').limit(limit).select('id')
      const ids = (await tx.rows<Pick<IdempotencyRow, 'id'>>(oldest)).map(({ id }) => Buffer.from(id))
      return ids.length === 0 ? 0 : tx.changed(keys().whereIn('id', ids).del())
    },
  }
}

function toRecord(row: IdempotencyRow): IdempotencyRecord {
  return {
    key: bytesToId(row.id),
    body: bytesToId(row.body),
    tokenId: bytesToId(row.token_id),
    createdAt: row.created_at,
  }
}
