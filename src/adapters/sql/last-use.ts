import type { Knex } from 'knex'
import type { LastUseStore, LastUseWrites } from '../../app/ports/uses.ts'
import { idToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'
import type { Transaction } from './transaction.ts'

interface LastUseRow {
  at: number | null
  address: string | null
  user_agent: string | null
}

/** The last uses of a migrated database's tokens. Methods reject with the driver's error. */
export function makeSqlLastUseStore({ knex }: Pick<Database, 'knex'>): LastUseStore {
  return {
    async find(tokenId) {
      const row = await knex('tokens')
        .where({ id: idToBytes(tokenId) })
        .first<LastUseRow | undefined>({
          at: 'last_used_at',
          address: 'last_used_address',
          user_agent: 'last_used_agent',
        })
      return row && { at: row.at, address: row.address, userAgent: row.user_agent }
    },
  }
}

export function lastUseWrites(knex: Knex, tx: Transaction): LastUseWrites {
  return {
    note(uses) {
      const rows = uses.map((use) => ({ ...use, id: idToBytes(use.tokenId) }))
      const byId = (field: 'at' | 'address' | 'userAgent') =>
        knex.raw(
          `CASE id ${'WHEN ? THEN ? '.repeat(rows.length)}END`,
          rows.flatMap((row) => [row.id, row[field]]),
        )
      const ids = rows.map(({ id }) => id)
      // The time is compared in WHERE, and never in SET: there MySQL sees what the statement has just assigned, SQLite
      // what was there before it.
      tx.write(
        knex('tokens')
          .whereIn('id', ids)
          .andWhere((q) => q.whereNull('last_used_at').orWhere('last_used_at', '<', byId('at')))
          .update({
            last_used_at: byId('at'),
            last_used_address: byId('address'),
            last_used_agent: byId('userAgent'),
          }),
      )
    },
  }
}
