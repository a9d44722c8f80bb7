import type { Knex } from 'knex'
import type { Database } from '../../src/adapters/sql/connect.ts'

/** Does something on each of the `count` connections of a pool: all taken at once, each is another one. */
export async function onEachConnection<T>(
  { knex }: Pick<Database, 'knex'>,
  count: number,
  work: (connection: Knex.Transaction) => Promise<T>,
): Promise<T[]> {
  const pinned = await Promise.all(Array.from({ length: count }, () => knex.transaction()))
  const results: T[] = []
  for (const connection of pinned) {
    results.push(await work(connection))
    await connection.commit()
  }
  return results
}
