import type { Knex } from 'knex'

export interface ServerLock {
  /** What it is for. Of all processes on this MySQL database one at a time has the lock of a purpose. */
  purpose: 'migrations' | 'audit'
  waitSeconds: number
  /**
   * After so long the server takes the lock from a process that is neither through nor gone: one that is stopped, or
   * whose network died without a word. Without it MySQL waits for `wait_timeout`, eight hours by default.
   */
  heldSecondsMax?: number
}

/**
 * Runs `work` while this process alone, of all on this MySQL database, holds the lock; `undefined`, and `work` does not
 * run, where another has held it for as long as we were ready to wait. The lock belongs to one connection, which a
 * transaction pins for as long as `work` takes (which uses others of the pool), so the server frees it by itself when
 * the process or its network dies. `work` does not learn of that, so what must never be done twice needs its own fence.
 */
export async function withServerLock<T>(
  knex: Knex,
  { purpose, waitSeconds, heldSecondsMax }: ServerLock,
  work: () => Promise<T>,
): Promise<T | undefined> {
  return knex.transaction(async (pinned) => {
    // 64 characters is MySQL's bound for the name of a lock; two databases that share 44 only wait for each other.
    const name = pinned.raw(`LEFT(CONCAT('latchkey_${purpose}:', DATABASE()), 64)`)
    const query = pinned.select<{ held: number | null }[]>(
      pinned.raw('GET_LOCK(?, ?) AS held', [name, waitSeconds]),
    )
    const [answer] = await query.options({ timeout: (waitSeconds + 5) * 1000 })
    if (answer?.held !== 1) return undefined
    // The connection says nothing while the lock is held, and the server ends what is silent for too long.
    if (heldSecondsMax !== undefined) await pinned.raw('SET SESSION wait_timeout = ?', [heldSecondsMax])
    try {
      return await work()
    } finally {
      if (heldSecondsMax !== undefined) await pinned.raw('SET SESSION wait_timeout = DEFAULT')
      await pinned.select(pinned.raw('RELEASE_LOCK(?)', [name]))
    }
  })
}
