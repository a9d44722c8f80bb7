import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import type { Test } from 'tap'
import { startMysql } from './mysql-server.ts'
import type { PrivateRedis } from './private-redis.ts'
import { startPrivateRedis, startRedis } from './redis-server.ts'
import type { RunServer } from './run-server.ts'
import { runSql } from './run-sql.ts'

// A test file that is run by itself starts its servers here, once; they end with the process.
let mysql: Promise<RunServer> | undefined
let redis: Promise<RunServer> | undefined

/**
 * A new empty database for one test, dropped when the test ends.
 *
 * @returns url `mysql://user:password@host:port/database`; its user may also create databases.
 * @throws Error of one line that says what to install, where no way to get a server works.
 */
export async function testMysql(t: Test): Promise<{ url: string }> {
  mysql ??= startMysql()
  const server = await mysql
  const name = `latchkey_test_${randomBytes(8).toString('hex')}`
  await runSql(server.url, `CREATE DATABASE ${name}`)
  t.teardown(() => runSql(server.url, `DROP DATABASE ${name}`))
  const url = new URL(server.url)
  url.pathname = name
  return { url: url.href }
}

/**
 * The run's Redis, which other tests use at the same time: only keys (and channels) under `prefix` are this test's.
 * They are removed when the test ends.
 *
 * @returns url `redis://host:port`; prefix ends in a colon.
 * @throws Error of one line that says what to install, where no way to get a server works.
 */
export async function testRedis(t: Test): Promise<{ url: string; prefix: string }> {
  redis ??= startRedis()
  const { url } = await redis
  const prefix = `test:${randomBytes(8).toString('hex')}:`
  t.teardown(() => removeKeys(url, prefix))
  return { url, prefix }
}

/**
 * A Redis of the test's own, to stop, restart, pause and resume; it ends with the test.
 *
 * @throws Error of one line that says what to install, where no way to get a server works.
 */
export async function startRedisServer(t: Test): Promise<PrivateRedis> {
  const server = await startPrivateRedis()
  t.teardown(() => server.close())
  return server
}

async function removeKeys(url: string, prefix: string): Promise<void> {
  const client = new Redis(url)
  try {
    for await (const keys of client.scanStream({ match: `${prefix}*`, count: 1_000 })) {
      if (keys.length > 0) await client.unlink(...keys)
    }
  } finally {
    client.disconnect()
  }
}
