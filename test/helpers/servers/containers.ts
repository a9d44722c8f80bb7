import { randomBytes } from 'node:crypto'
import { freePort } from './free-port.ts'
import type { PrivateRedis } from './private-redis.ts'
import { redisInfo } from './redis-info.ts'
import type { RunServer } from './run-server.ts'
import { runSql } from './run-sql.ts'
import { waitUntil } from './wait-until.ts'

/** Starts MySQL in a container and waits until it answers queries. */
export async function startMysqlContainer(): Promise<RunServer> {
  const { GenericContainer } = await import('testcontainers')
  const password = randomBytes(16).toString('hex')
  const container = await new GenericContainer('mysql:8.4')
    .withEnvironment({ MYSQL_ROOT_PASSWORD: password })
    .withExposedPorts(3306)
    .start()
  const url = `mysql://root:${password}@${container.getHost()}:${container.getMappedPort(3306)}`
  // Its log says "ready" once for a server that only initialises and takes no connections; a query cannot be misled.
  await waitUntil('MySQL container', () => runSql(url, 'SELECT 1').then(() => true), { timeoutMs: 120_000 })
  return { url, close: async () => void (await container.stop()) }
}

/** Starts Redis in a container. */
export async function startRedisContainer(): Promise<PrivateRedis> {
  const { GenericContainer, getContainerRuntimeClient } = await import('testcontainers')
  // A port of our choosing, since the engine would choose another at each restart.
  const host = await freePort()
  const started = await new GenericContainer('redis:7')
    .withCommand(['redis-server', '--save', '', '--appendonly', 'no'])
    .withExposedPorts({ container: 6379, host })
    .start()
  const url = `redis://${started.getHost()}:${host}`
  // testcontainers can neither pause a container nor start one that it stopped; the client under it can.
  const client = (await getContainerRuntimeClient()).container
  const container = client.getById(started.getId())
  // A frozen container cannot be stopped; one that is not frozen refuses to be thawed.
  const thaw = (): Promise<unknown> => container.unpause().catch(() => undefined)
  return {
    url,
    pid: undefined,
    close: async () => void (await container.remove({ force: true, v: true })),
    async stop() {
      await thaw()
      await client.stop(container, { timeout: 0 })
    },
    async restart() {
      await thaw()
      await client.restart(container, { timeout: 0 })
      await waitUntil('Redis container', () => redisInfo(url).then(() => true), { timeoutMs: 60_000 })
    },
    pause: async () => void (await container.pause()),
    resume: async () => void (await container.unpause()),
  }
}
