import { dirname, resolve } from 'node:path'
import { Secret } from '../domain/secret.ts'

export interface SqliteAddress {
  dialect: 'sqlite'
  /** Absolute. */
  file: string
  /** The folder that one process has to itself: see `lockFolder`. */
  folder: string
}

export interface MysqlAddress {
  dialect: 'mysql'
  host: string
  port: number
  user: string
  password: Secret
  database: string
}

const FORMS =
  'DATABASE_URL must be sqlite:./folder/file.db or mysql://user:password@host:3306/database, ' +
  'with special characters of the user and the password percent-encoded, and no parameters.'

/**
 * Where `url` (`DATABASE_URL`) points. A relative SQLite path starts at the working directory. Throws a `TypeError`
 * that names the accepted forms and never repeats the URL, which has a password in it.
 */
export function parseDatabaseUrl(url: Secret): SqliteAddress | MysqlAddress {
  const text = url.reveal()
  const address = text.startsWith('sqlite:')
    ? sqliteAddress(text.slice('sqlite:'.length))
    : mysqlAddress(text)
  if (address === undefined) throw new TypeError(FORMS)
  return address
}

function sqliteAddress(path: string): SqliteAddress | undefined {
  // `//folder` would be /folder, not ./folder; `:memory:` forgets every revocation at a restart.
  if (path === '' || path.startsWith(':') || /^\/\/[^/]/.test(path) || path.endsWith('/')) return undefined
  const file = resolve(path)
  return { dialect: 'sqlite', file, folder: dirname(file) }
}

function mysqlAddress(text: string): MysqlAddress | undefined {
  // An unescaped # or / in the password moves its rest elsewhere in the URL, from where an error would print it.
  if (/[#?]/.test(text)) return undefined
  try {
    const { protocol, hostname, port, username, password, pathname } = new URL(text)
    const database = decodeURIComponent(pathname.slice(1))
    if (protocol !== 'mysql:' || hostname === '' || username === '' || !/^[^/@]{1,64}$/.test(database))
      return undefined
    return {
      dialect: 'mysql',
      host: hostname.replace(/^\[(.*)\]$/, '$1'),
      port: port === '' ? 3306 : Number(port),
      user: decodeURIComponent(username),
      password: new Secret(decodeURIComponent(password)),
      database,
    }
  } catch {
    return undefined // the error of `new URL` carries its whole input
  }
}
