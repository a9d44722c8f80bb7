import type { TokenPage, TokenStore } from '../../app/ports.ts'
import { idToBytes, urnToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'
import { type TokenRow, toTokenRecord } from './token-row.ts'

/** The tokens of a migrated database. Methods reject with the driver's error. */
export function makeSqlTokenStore({ knex }: Pick<Database, 'knex'>): TokenStore {
  const tokens = () => knex<TokenRow>('tokens')
  return {
    async find(id) {
      const row = await tokens()
        .where({ id: idToBytes(id) })
        .first()
      return row && toTokenRecord(row)
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
      return rows.map(toTokenRecord)
    },
  }
}
