import type { Knex } from 'knex'
import t, { type Test } from 'tap'
import { DatabaseTooNewError, MigrationBusyError, migrate } from '../../db/migrate.ts'
import { MIGRATIONS } from '../../db/migrations/index.ts'
import { makeSqlDirectoryStore } from '../../src/adapters/sql/directory-store.ts'
import { startMysqlProxy } from '../helpers/mysql-proxy.ts'
import { testMysql } from '../helpers/servers/index.ts'
import { startChild } from './child.ts'
import { DATABASES, mysqlDatabase, openFor, sqliteUrl } from './databases.ts'

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

t.test('replicas that die at every statement of every migration leave one that completes it', async (t) => {
  const { url } = await testMysql(t)
  const proxy = await startMysqlProxy(t, url)
  const { knex } = await openFor(t, url)
  const recorded = async (): Promise<number> =>
    (await knex.schema.hasTable('knex_migrations'))
      ? (await knex('knex_migrations').select('name')).length
      : 0
  let deaths = 0
  // Each replica gets through one statement more than the one before, and begins at the start of a migration.
  for (let statements = 0, done = 0; done < NAMES.length; statements++) {
    let left = statements
    proxy.mayPass = (sql) => !/^\s*(alter|create|update|insert|delete|drop)/i.test(sql) || left-- > 0
    const replica = await openFor(t, proxy.url)
    await migrate(replica).catch(() => deaths++)
    await replica.close()
    const now = await recorded()
    if (now > done) statements = -1
    done = now
  }
  t.ok(deaths > 2 * NAMES.length, `${deaths} replicas died`)
  t.strictSame(await knex('knex_migrations').orderBy('id').pluck('name'), NAMES)
  t.strictSame(await schemaOf(knex), await schemaOf((await mysqlDatabase(t)).knex))
})

/** Every column and index of a MySQL database. */
async function schemaOf(knex: Knex): Promise<unknown> {
  const columns = await knex
    .withSchema('information_schema')
    .from('columns')
    .select('table_name', 'column_name', 'column_type', 'is_nullable', 'column_default', 'collation_name')
    .whereRaw('table_schema = DATABASE()')
    .orderBy(['table_name', 'ordinal_position'])
  const indexes = await knex
    .withSchema('information_schema')
    .from('statistics')
    .select('table_name', 'index_name', 'seq_in_index', 'column_name', 'non_unique')
    .whereRaw('table_schema = DATABASE()')
    .orderBy(['table_name', 'index_name', 'seq_in_index'])
  return { columns, indexes }
}

t.test('migrations of MySQL may be repeated where none of them was recorded', async (t) => {
  const database = await mysqlDatabase(t)
  await database.knex('knex_migrations').del()
  await database.knex('knex_migrations_lock').update({ is_locked: 1 })
  t.strictSame(await migrate(database), NAMES)
  t.strictSame(await migrate(database), [])
})

t.test(
  'a migration of SQLite that fails leaves nothing of itself, and the next start makes all of it',
  async (t) => {
    const database = await openFor(t, sqliteUrl(t))
    const { knex } = database
    // In the way of the directory's seventh statement.
    await knex.raw('CREATE TABLE corp_groups (a)')
    await t.rejects(migrate(database), /corp_groups already exists/)
    t.equal(await knex.schema.hasColumn('users', 'kind'), false)
    await knex.raw('DROP TABLE corp_groups')
    await migrate(database)
    t.strictSame(await knex('knex_migrations').orderBy('id').pluck('name'), NAMES)
    t.equal(await knex.schema.hasColumn('users', 'kind'), true)
  },
)

t.test('users and sessions of a database from before the directory are still there', async (t) => {
  for (const open of [
    async (t: Test) => openFor(t, sqliteUrl(t)),
    async (t: Test) => openFor(t, (await testMysql(t)).url),
  ]) {
    const database = await open(t)
    const { knex, dialect } = database
    for (const { statements } of MIGRATIONS.slice(0, 3))
      for (const statement of statements[dialect]) await knex.raw(statement as string)
    const urn = Buffer.from('urn:li:corpuser:datahub')
    const old = { urn, display_name: 'DataHub', password_hash: 'h', status: 'ACTIVE', created_at: 5 }
    await knex('users').insert(old)
    if (dialect === 'mysql') await migrate(database)
    else {
      await knex.schema.createTable('knex_migrations', (table) => {
        table.increments()
        table.string('name')
        table.integer('batch')
        table.timestamp('migration_time')
      })
      for (const name of NAMES.slice(0, 3)) await knex('knex_migrations').insert({ name, batch: 1 })
      await migrate(database)
    }
    t.match(await makeSqlDirectoryStore(database).findUser('urn:li:corpuser:datahub'), {
      kind: 'USER',
      displayName: 'DataHub',
      email: null,
      passwordHash: 'h',
      createdAt: 5,
      removedAt: null,
    })
  }
})

for (const [name, makeDatabase] of DATABASES) {
  t.test(`migrations of ${name} run once`, async (t) => {
    const database = await makeDatabase(t)
    t.strictSame(await migrate(database), [])
    t.strictSame(await database.knex('knex_migrations').orderBy('id').pluck('name'), NAMES)
  })

  t.test(`a ${name} database of a newer version is refused, with the migrations it has`, async (t) => {
    const database = await makeDatabase(t)
    await database.knex('knex_migrations').insert({ name: '9999-future', batch: 9 })
    await t.rejects(migrate(database), { name: 'DatabaseTooNewError', message: /9999-future/ })
  })
}
