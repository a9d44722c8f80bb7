import type { Knex } from 'knex'
import type { TokenWrites } from '../../app/ports-transactions.ts'
import { idToBytes, urnToBytes } from './column-bytes.ts'
import { toTokenRow, toWordRows } from './token-row.ts'
import type { Transaction } from './transaction.ts'

export function tokenWrites(knex: Knex, tx: Transaction): TokenWrites {
  const unrevoked = () => knex('tokens').whereNull('revoked_at')
  return {
    insert(record) {
      tx.write(knex('tokens').insert(toTokenRow(record)))
      const words = toWordRows(record)
      if (words.length > 0) tx.write(knex('token_words').insert(words))
    },
    async revoke(id, revokedAt) {
      const one = unrevoked().where({ id: idToBytes(id) })
      return (await tx.changed(one.update({ revoked_at: revokedAt }))) === 1
    },
    revokeByActor(actorUrn, revokedAt) {
      tx.write(
        unrevoked()
          .where({ actor_urn: urnToBytes(actorUrn) })
          .update({ revoked_at: revokedAt }),
      )
    },
  }
}
