import { execFile } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { onFreePort } from './free-port.ts'
import { serverFolder, startGuarded } from './guarded-process.ts'
import { findProgram, type Host } from './host.ts'
import type { RunServer } from './run-server.ts'
import { runSql } from './run-sql.ts'

const run = promisify(execFile)

interface Programs {
  readonly server: string
  readonly initialise: readonly [program: string, ...args: string[]]
}

/**
 * Starts a MariaDB or MySQL server installed on this machine, in a temporary folder on a free port of 127.0.0.1.
 *
 * @returns undefined where none is installed.
 */
export async function startLocalMysql(host: Host): Promise<RunServer | undefined> {
  const programs = await findPrograms(host)
  return programs && onFreePort((port) => start(programs, port))
}

async function findPrograms(host: Host): Promise<Programs | undefined> {
  const mariadbd = await findProgram(host, 'mariadbd')
  if (mariadbd !== undefined) {
    const install = await findProgram(host, 'mariadb-install-db')
    const isComplete = install !== undefined && (await findProgram(host, 'my_print_defaults')) !== undefined
    return isComplete
      ? { server: mariadbd, initialise: [install, '--no-defaults', '--skip-test-db', '--skip-name-resolve'] }
      : undefined
  }
  const mysqld = await findProgram(host, 'mysqld')
  return mysqld === undefined
    ? undefined
    : { server: mysqld, initialise: [mysqld, '--no-defaults', '--initialize-insecure'] }
}

async function start(programs: Programs, port: number): Promise<RunServer> {
  const folder = await serverFolder('mysql')
  const inFolder = (name: string): string => join(folder, name)
  // A passwordless database run by root would lend root's files to every user of this machine.
  const password = randomBytes(16).toString('hex')
  const where = [`--datadir=${inFolder('data')}`, ...(process.getuid?.() === 0 ? ['--user=root'] : [])]
  const url = `mysql://latchkey:${password}@127.0.0.1:${port}`
  try {
    const [program, ...args] = programs.initialise
    await run(program, [...args, ...where])
    await writeFile(inFolder('init.sql'), accounts(password), { mode: 0o600 })
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw error
  }
  const server = await startGuarded({
    folder,
    command: programs.server,
    args: [
      '--no-defaults',
      ...where,
      `--port=${port}`,
      '--bind-address=127.0.0.1',
      `--socket=${inFolder('socket')}`,
      `--pid-file=${inFolder('pid')}`,
      `--init-file=${inFolder('init.sql')}`,
      ...SETTINGS,
    ],
    isReady: async () => runSql(url, 'SELECT 1').then(() => true),
  })
  return { url, close: server.stop }
}

const SETTINGS = [
  '--character-set-server=utf8mb4',
  '--max-connections=500',
  '--skip-log-bin',
  // A commit reaches the operating system, not the disk: it survives the server's death, which tests bring about.
  '--innodb-flush-log-at-trx-commit=2',
  // MySQL's second protocol has a fixed port; MariaDB does not know the setting.
  '--loose-mysqlx=OFF',
]

function accounts(password: string): string {
  return [
    `CREATE USER 'latchkey'@'%' IDENTIFIED BY '${password}';`,
    "GRANT ALL PRIVILEGES ON *.* TO 'latchkey'@'%' WITH GRANT OPTION;",
    `ALTER USER 'root'@'localhost' IDENTIFIED BY '${password}';`,
    '',
  ].join('\n')
}
