import type { Knex } from 'knex'
import type { ReadsWithActor } from '../../app/ports/with-actor.ts'
import { type ActorRow, selectActor, toActor } from './actor-rows.ts'
import { bytesToUrn, type ColumnBytes, idToBytes } from './column-bytes.ts'
import type { Database } from './connect.ts'
import { type SessionRow, toSessionRecord } from './session-store.ts'
import { type TokenRow, toTokenRecord } from './token-row.ts'

interface Acting {
  actor_urn: ColumnBytes
}

/** Reads of a migrated database that bring the actor along. Methods reject with the driver's error. */
export function makeSqlReadsWithActor(database: Pick<Database, 'knex' | 'dialect'>): ReadsWithActor {
  async function read<Row extends Acting, R>(table: string, id: string, toRecord: (row: Row) => R) {
    const one = database.knex(table).where({ id: idToBytes(id) })
    const [[row], actorRows] = await together<Row, ActorRow>(
      database,
      one.clone().select('*'),
      selectActor(database.knex, one.clone().select('actor_urn')),
    )
    return row && { record: toRecord(row), actor: toActor(bytesToUrn(row.actor_urn), actorRows) }
  }

  return {
    session: (id) => read<SessionRow, ReturnType<typeof toSessionRecord>>('sessions', id, toSessionRecord),
    token: (id) => read<TokenRow, ReturnType<typeof toTokenRecord>>('tokens', id, toTokenRecord),
  }
}

/** The rows of two queries: on MySQL one round trip, as one text; on SQLite there are none to save. */
async function together<A, B>(
  { knex, dialect }: Pick<Database, 'knex' | 'dialect'>,
  first: Knex.QueryBuilder,
  second: Knex.QueryBuilder,
): Promise<[A[], B[]]> {
  if (dialect === 'sqlite') return [await first, await second]
  const [a, b] = [first.toSQL().toNative(), second.toSQL().toNative()]
  const [rows] = await knex.raw<[[A[], B[]], unknown]>(`${a.sql}; ${b.sql}`, [
    ...a.bindings,
    ...b.bindings,
  ] as Knex.Value[])
  return rows
}
