import type { Knex } from 'knex'
import type { TokenWrites } from '../../app/ports/transactions.ts'
import { bytesToId, idToBytes, urnToBytes } from './column-bytes.ts'
import { matches, questionOf } from './token-lists/question.ts'
import { type TokenRow, toTokenRow, toWordRows } from './token-row.ts'
import type { Transaction } from './transaction.ts'

// A quarter of a second on MariaDB, far within a statement's time limit: who has made themselves many can be removed.
const REVOKED_AT_ONCE = 2_000

export function tokenWrites(knex: Knex, tx: Transaction): TokenWrites {
  const unrevoked = () => knex('tokens').whereNull('revoked_at')

  async function revokeChosen(chosen: Knex.QueryBuilder, revokedAt: number): Promise<string[]> {
    const rows = await tx.rows<Pick<TokenRow, 'id'>>(chosen.select('id').forUpdate())
    const ids = rows.map(({ id }) => Buffer.from(id))
    if (ids.length > 0) tx.write(unrevoked().whereIn('id', ids).update({ revoked_at: revokedAt }))
    return ids.map(bytesToId)
  }

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
    async revokeByActor(actorUrn, revokedAt) {
      const some = () =>
        unrevoked()
          .where({ actor_urn: urnToBytes(actorUrn), revoked: 0 })
          .limit(REVOKED_AT_ONCE)
      const revoked: string[] = []
      for (;;) {
        const ids = await revokeChosen(some(), revokedAt)
        revoked.push(...ids)
        if (ids.length < REVOKED_AT_ONCE) return revoked
      }
    },
    async revokeMatching(ids, filter, revokedAt) {
      const { sql, bindings } = matches(questionOf(filter, revokedAt))
      const chosen = unrevoked()
        .whereIn('id', ids.map(idToBytes))
        .whereRaw(sql, bindings as Knex.Value[])
      return revokeChosen(chosen, revokedAt)
    },
    async lapse(until, limit) {
      const due = () => knex('tokens').where('lapses_at', '<=', until)
      const rows = await tx.rows<Pick<TokenRow, 'id'>>(due().select('id').limit(limit))
      if (rows.length === 0) return 0
      const ids = rows.map(({ id }) => Buffer.from(id))
      return tx.changed(due().whereIn('id', ids).update({ lapsed: 1 }))
    },
  }
}
