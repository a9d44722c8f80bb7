import { setTimeout } from 'node:timers/promises'
import t from 'tap'
import { withServerLock } from '../../db/server-lock.ts'
import { testMysql } from '../helpers/servers/index.ts'
import { startChild } from './child.ts'
import { openFor } from './databases.ts'

const LOCK = { purpose: 'audit', waitSeconds: 0, heldSecondsMax: 1 } as const

t.test(
  'a process that is stopped while it holds a lock keeps the others out for a moment only',
  async (t) => {
    const { url } = await testMysql(t)
    const stop = `
    import { withServerLock } from './db/server-lock.ts'
    import { openDatabase } from './src/adapters/sql/connect.ts'
    import { parseDatabaseUrl } from './src/config/database-url.ts'
    import { Secret } from './src/domain/secret.ts'
    const { knex } = await openDatabase(parseDatabaseUrl(new Secret(process.argv[1])))
    await withServerLock(knex, ${JSON.stringify(LOCK)}, async () => {
      console.log('in the middle')
      process.kill(process.pid, 'SIGSTOP')
    })
  `
    const stopped = await startChild(t, stop, url)
    t.match(stopped.said, 'in the middle')
    const { knex } = await openFor(t, url)
    const begun = performance.now()
    t.equal(await withServerLock(knex, LOCK, async () => 'ours'), undefined, 'held')
    while ((await withServerLock(knex, LOCK, async () => 'ours')) !== 'ours') await setTimeout(50)
    t.ok(performance.now() - begun < 5_000)
    await stopped.kill()
  },
)

t.test('a connection that held a lock is an ordinary one again', async (t) => {
  const { knex } = await openFor(t, (await testMysql(t)).url, { connectionsMax: 1 })
  const patience = async () => {
    const [[row]] = await knex.raw<[[{ seconds: number }], unknown]>('SELECT @@wait_timeout AS seconds')
    return row.seconds
  }
  const before = await patience()
  t.not(before, 1)
  await withServerLock(knex, LOCK, async () => 'ours')
  t.equal(await patience(), before)
  await t.rejects(
    withServerLock(knex, LOCK, () => Promise.reject(new Error('failed'))),
    /failed/,
  )
  t.equal(await patience(), before)
})
