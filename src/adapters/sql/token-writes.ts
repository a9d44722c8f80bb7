import type { Knex } from 'knex'
import type { TokenWrites } from '../../app/ports/transactions.ts'
import { bytesToId, idToBytes, urnToBytes } from './column-bytes.ts'
import { matches, questionOf } from './token-lists/question.ts'
import { type TokenRow, toTokenRow, toWordRows } from './token-row.ts'
import type { Transaction } from './transaction.ts'

// A second on MariaDB, a fifth of a statement's time limit: who has made themselves many more can be removed.
const REVOKED_AT_ONCE = 10_000

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
    async revokeByActor(actorUrn, revokedAt) {
      const some = unrevoked()
        .where({ actor_urn: urnToBytes(actorUrn) })
        .limit(REVOKED_AT_ONCE)
      const update = some.update({ revoked_at: revokedAt })
      // SQLite has no LIMIT there, and no time limit either.
      while ((await tx.changed(update)) >= REVOKED_AT_ONCE);
    },
    async revokeMatching(ids, filter, revokedAt) {
      const { sql, bindings } = matches(questionOf(filter, revokedAt))
      const chosen = unrevoked()
        .whereIn('id', ids.map(idToBytes))
        .whereRaw(sql, bindings as Knex.Value[])
      const rows = await tx.rows<Pick<TokenRow, 'id'>>(chosen.select('id').forUpdate())
      const found = rows.map(({ id }) => Buffer.from(id))
      if (found.length > 0) tx.write(unrevoked().whereIn('id', found).update({ revoked_at: revokedAt }))
      return found.map(bytesToId)
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
