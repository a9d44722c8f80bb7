import { existsSync } from 'node:fs'
import t from 'tap'
import { installDebianPackages } from '../helpers/servers/debian.ts'
import type { Host } from '../helpers/servers/host.ts'
import { startMysql } from '../helpers/servers/mysql-server.ts'
import { startPrivateRedis, startRedis } from '../helpers/servers/redis-server.ts'

const nothing: Host = {
  env: { PATH: '' },
  systemFolders: [],
  hasContainers: async () => false,
  installPackages: async () => false,
}

t.test('where nothing works, one line says what to install', async (t) => {
  await t.rejects(startMysql(nothing), {
    message: /^no MySQL for the tests: set TEST_MYSQL_URL, start Docker, or install MariaDB .*$/,
  })
  await t.rejects(startRedis(nothing), {
    message: /^no Redis for the tests: set TEST_REDIS_URL, start Docker, or install redis-server .*$/,
  })
  await t.rejects(startPrivateRedis(nothing), {
    message: /^no Redis of its own for a test: start Docker, or install redis-server .*$/,
  })
})

t.test('a way that was tried and failed is named in that line', async (t) => {
  const broken: Host = {
    ...nothing,
    installPackages: () => Promise.reject(new Error('apt says:\n  no space left')),
  }
  await t.rejects(startMysql(broken), { message: /^no MySQL .*; Error: apt says: no space left$/ })
})

t.test('a server named in the environment is used as it is and left alone', async (t) => {
  const given: Host = { ...nothing, env: { TEST_MYSQL_URL: 'mysql://db', TEST_REDIS_URL: 'redis://cache' } }
  const [mysql, redis] = await Promise.all([startMysql(given), startRedis(given)])
  t.equal(mysql.url, 'mysql://db')
  t.equal(redis.url, 'redis://cache')
  await Promise.all([mysql.close(), redis.close()])
})

t.test('packages that are there already need no rights and no installation', async (t) => {
  t.equal(await installDebianPackages(['dpkg']), existsSync('/etc/debian_version'))
})
