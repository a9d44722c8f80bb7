import { startMysqlContainer } from './containers.ts'
import { type Host, thisHost } from './host.ts'
import { startLocalMysql } from './local-mysql.ts'
import { firstThatWorks, given, type RunServer } from './run-server.ts'

// mariadb-install-db asks my_print_defaults, which Debian ships with the clients.
const DEBIAN_PACKAGES = ['mariadb-server-core', 'mariadb-client-core']
const REMEDY = `no MySQL for the tests: set TEST_MYSQL_URL, start Docker, or install MariaDB (on Debian: apt-get install ${DEBIAN_PACKAGES.join(' ')})`

/**
 * Gets a MySQL or MariaDB by the first way that works: TEST_MYSQL_URL, a container, a server program on this
 * machine, that program installed first (Debian, as root). The user in its URL may create databases.
 *
 * @throws Error of one line that says what to install.
 */
export function startMysql(host: Host = thisHost()): Promise<RunServer> {
  return firstThatWorks(REMEDY, [
    async () => given(host.env.TEST_MYSQL_URL),
    async () => ((await host.hasContainers()) ? startMysqlContainer() : undefined),
    () => startLocalMysql(host),
    async () => ((await host.installPackages(DEBIAN_PACKAGES)) ? startLocalMysql(host) : undefined),
  ])
}
