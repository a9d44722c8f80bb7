import { statSync } from 'node:fs'
import { join } from 'node:path'
import { inspect } from 'node:util'
import t from 'tap'
import { startChild } from './child.ts'
import { DATABASES, errorOf, openFor, sqliteDatabase, sqliteUrl } from './databases.ts'

t.test('nobody else on the machine can read a SQLite database', async (t) => {
  const folder = join(t.testdir({}), 'above', 'data')
  const { knex } = await openFor(t, `sqlite:${folder}/latchkey.db`)
  await knex.raw('CREATE TABLE written (a)')
  for (const path of [join(folder, '..'), folder]) t.equal(statSync(path).mode & 0o777, 0o700)
  for (const suffix of ['', '-wal', '-shm']) {
    t.equal(statSync(join(folder, `latchkey.db${suffix}`)).mode & 0o777, 0o600, suffix)
  }
})

t.test('a commit to SQLite is on the disk when it returns', async (t) => {
  const { knex } = await sqliteDatabase(t)
  t.match(await knex.raw('PRAGMA journal_mode'), [{ journal_mode: 'wal' }])
  t.match(await knex.raw('PRAGMA synchronous'), [{ synchronous: 2 }])
  t.match(await knex.raw('PRAGMA foreign_keys'), [{ foreign_keys: 1 }])
})

t.test('a start on SQLite loads no driver of MySQL, and warns of nothing', async (t) => {
  const start = `
    import { createRequire } from 'node:module'
    import { openDatabase } from './src/adapters/sql/connect.ts'
    import { migrate } from './db/migrate.ts'
    import { parseDatabaseUrl } from './src/config/database-url.ts'
    import { Secret } from './src/domain/secret.ts'
    const warnings = []
    process.on('warning', (warning) => warnings.push(warning.message))
    const database = await openDatabase(parseDatabaseUrl(new Secret(process.argv[1])))
    await migrate(database)
    await new Promise(setImmediate)
    const loaded = Object.keys(createRequire(import.meta.url).cache).filter((file) => /node_modules.mysql2/.test(file))
    console.log(JSON.stringify({ loaded, warnings }))
  `
  const { said } = await startChild(t, start, sqliteUrl(t))
  t.strictSame(JSON.parse(said), { loaded: [], warnings: [] })
})

for (const [name, makeDatabase] of DATABASES) {
  t.test(`a statement that fails in ${name} does not show its values`, async (t) => {
    const { knex } = await makeDatabase(t)
    const row = {
      urn: 'u',
      display_name: 'A',
      password_hash: '$argon2id$hunter2',
      status: null,
      created_at: 1,
    }
    const error = await errorOf(knex('users').insert(row))
    t.match(error, { message: /^insert into `users`/ })
    t.notMatch(inspect(error, { depth: 10, showHidden: true }), 'hunter2')
  })
}
