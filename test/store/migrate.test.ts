import t from 'tap'
import { DatabaseTooNewError, MigrationBusyError, migrate } from '../../db/migrate.ts'
import { MIGRATIONS } from '../../db/migrations/index.ts'
import { testMysql } from '../helpers/servers/index.ts'
import { startChild } from './child.ts'
import { DATABASES, openFor } from './databases.ts'

const NAMES = MIGRATIONS.map(({ name }) => name)

t.test('ten replicas that start at once apply each migration once', async (t) => {
  const { url } = await testMysql(t)
  const replicas = await Promise.all(Array.from({ length: 10 }, () => openFor(t, url)))
  const applied = await Promise.all(replicas.map((replica) => migrate(replica)))
  t.strictSame(applied.flat(), NAMES)
  t.strictSame(await replicas[0]?.knex('knex_migrations').orderBy('id').pluck('name'), NAMES)
})

t.test('a replica killed while it migrated does not keep the others out', async (t) => {
  const { url } = await testMysql(t)
  const crash = `
    import { withServerLock } from './db/server-lock.ts'
    import { migrate } from './db/migrate.ts'
    import { openDatabase } from './src/adapters/sql/connect.ts'
    import { parseDatabaseUrl } from './src/config/database-url.ts'
    import { Secret } from './src/domain/secret.ts'
    const database = await openDatabase(parseDatabaseUrl(new Secret(process.argv[1])))
    await migrate(database)
    await withServerLock(database.knex, { purpose: 'migrations', waitSeconds: 5 }, async () => {
      await database.knex('knex_migrations_lock').update({ is_locked: 1 })
      await database.knex('knex_migrations').where({ name: '${NAMES.at(-1)}' }).del()
      console.log('in the middle')
      await new Promise((resolve) => setTimeout(resolve, 60_000))
    })
  `
  const replica = await startChild(t, crash, url)
  t.match(replica.said, 'in the middle')
  const other = await openFor(t, url)
  await t.rejects(migrate(other, { lockTimeoutSeconds: 1 }), MigrationBusyError)
  await replica.kill()
  t.strictSame(await migrate(other), NAMES.slice(-1))
  t.strictSame(await other.knex('knex_migrations_lock').pluck('is_locked'), [0])
})

t.test('a failed start leaves the migration lock to the next one', async (t) => {
  const { url } = await testMysql(t)
  const database = await openFor(t, url)
  await migrate(database)
  await database.knex('knex_migrations').insert({ name: '9999-future', batch: 9 })
  await t.rejects(migrate(database), DatabaseTooNewError)
  await database.knex('knex_migrations').where({ name: '9999-future' }).del()
  const other = await openFor(t, url)
  t.strictSame(await migrate(other, { lockTimeoutSeconds: 0 }), [])
})

for (const [name, makeDatabase] of DATABASES) {
  t.test(`migrations of ${name} run once, and may be repeated after a crash`, async (t) => {
    const database = await makeDatabase(t)
    t.strictSame(await migrate(database), [])
    await database.knex('knex_migrations').del()
    await database.knex('knex_migrations_lock').update({ is_locked: 1 })
    t.strictSame(await migrate(database), NAMES)
    t.strictSame(await migrate(database), [])
  })

  t.test(`a ${name} database of a newer version is refused, with the migrations it has`, async (t) => {
    const database = await makeDatabase(t)
    await database.knex('knex_migrations').insert({ name: '9999-future', batch: 9 })
    await t.rejects(migrate(database), { name: 'DatabaseTooNewError', message: /9999-future/ })
  })
}
