import type { Knex } from 'knex'

/** Another replica has held the migration lock for longer than we were ready to wait. */
export class MigrationBusyError extends Error {
  override name = 'MigrationBusyError'
}

/**
 * Runs `work` while this process alone, of all on this MySQL database, holds the migration lock. The lock belongs to
 * one connection, which a transaction pins for as long as `work` takes (which uses others of the pool), so the server
 * frees it by itself when the process or its network dies.
 */
export async function withServerLock<T>(
  knex: Knex,
  timeoutSeconds: number,
  work: () => Promise<T>,
): Promise<T> {
  return knex.transaction(async (pinned) => {
    // 64 characters is MySQL's bound for the name of a lock; two databases that share 44 only wait for each other.
    const name = pinned.raw("LEFT(CONCAT('latchkey_migrations:', DATABASE()), 64)")
    const query = pinned.select<{ held: number | null }[]>(
      pinned.raw('GET_LOCK(?, ?) AS held', [name, timeoutSeconds]),
    )
    const [answer] = await query.options({ timeout: (timeoutSeconds + 5) * 1000 })
    if (answer?.held !== 1) {
      throw new MigrationBusyError(
        `Another process has been migrating this database for ${timeoutSeconds} s. Start again when it is done.`,
      )
    }
    try {
      return await work()
    } finally {
      await pinned.select(pinned.raw('RELEASE_LOCK(?)', [name]))
    }
  })
}
