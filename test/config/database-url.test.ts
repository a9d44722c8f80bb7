import { resolve } from 'node:path'
import t from 'tap'
import { parseDatabaseUrl } from '../../src/config/database-url.ts'
import { Secret } from '../../src/domain/secret.ts'

const parse = (url: string) => parseDatabaseUrl(new Secret(url))

t.test('a SQLite path starts at the working directory unless it is absolute', async (t) => {
  const file = resolve('data/latchkey.db')
  t.strictSame(parse('sqlite:./data/latchkey.db'), { dialect: 'sqlite', file, folder: resolve('data') })
  t.match(parse('sqlite:/var/lib/latchkey/a.db'), {
    file: '/var/lib/latchkey/a.db',
    folder: '/var/lib/latchkey',
  })
  t.match(parse('sqlite:///var/lib/a.db'), { file: '/var/lib/a.db' })
})

t.test(
  'a MySQL URL may leave out the port and the password, and escapes what is special in it',
  async (t) => {
    t.match(parse('mysql://root@127.0.0.1/latchkey'), {
      host: '127.0.0.1',
      port: 3306,
      user: 'root',
      database: 'latchkey',
    })
    const full = parse('mysql://us%40er:p%40%2F%23%3Fss@[::1]:3307/my-db')
    t.match(full, { host: '::1', port: 3307, user: 'us@er', database: 'my-db' })
    t.equal(full.dialect === 'mysql' && full.password.reveal(), 'p@/#?ss')
  },
)

t.test('a URL that is not understood is refused without repeating what may be a password', async (t) => {
  const bad = [
    '',
    'sqlite:',
    'sqlite::memory:',
    'sqlite://data/latchkey.db',
    'sqlite:./data/',
    'postgres://root:hunter2@host/db',
    'mysql://root:hunter2@host',
    'mysql://root:hunter2@host/',
    'mysql://root:hunter2@host/db?ssl=true',
    'mysql://root:hunter2@host:99999/db',
    'mysql://root:hun#ter2@host/db',
    'mysql://root:12/hunter2@host/db',
    'mysql://root:hun%ter2@host/db',
    'mysql://:hunter2@host/db',
    'hunter2',
  ]
  for (const url of bad) {
    try {
      parse(url)
      t.fail(url)
    } catch (error) {
      t.match(error, { name: 'TypeError', message: /^DATABASE_URL must be/ })
      t.notMatch(JSON.stringify(error, Object.getOwnPropertyNames(error)), /hunter2|ter2/)
    }
  }
})
