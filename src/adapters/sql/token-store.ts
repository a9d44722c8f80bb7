import type { TokenStore } from '../../app/ports/tokens.ts'
import { idToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'
import { type TokenRow, toTokenRecord } from './token-row.ts'

/** The tokens of a migrated database. Methods reject with the driver's error. */
export function makeSqlTokenStore({ knex }: Pick<Database, 'knex'>): TokenStore {
  return {
    async find(id) {
      const row = await knex<TokenRow>('tokens')
        .where({ id: idToBytes(id) })
        .first()
      return row && toTokenRecord(row)
    },
  }
}
