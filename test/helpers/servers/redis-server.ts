import { startRedisContainer } from './containers.ts'
import { type Host, thisHost } from './host.ts'
import { startLocalRedis } from './local-redis.ts'
import type { PrivateRedis } from './private-redis.ts'
import { firstThatWorks, given, type RunServer } from './run-server.ts'

const HOW = 'start Docker, or install redis-server (on Debian: apt-get install redis-server)'

/**
 * Gets a Redis by the first way that works: TEST_REDIS_URL, a container, a server program on this machine, that
 * program installed first (Debian, as root).
 *
 * @throws Error of one line that says what to install.
 */
export function startRedis(host: Host = thisHost()): Promise<RunServer> {
  return firstThatWorks<RunServer>(`no Redis for the tests: set TEST_REDIS_URL, ${HOW}`, [
    async () => given(host.env.TEST_REDIS_URL),
    () => inContainer(host),
    () => startLocalRedis(host),
    () => installed(host),
  ])
}

/**
 * Starts a Redis that a test may break. A program on this machine comes before a container here: it starts in
 * milliseconds and has a pid.
 *
 * @throws Error of one line that says what to install.
 */
export function startPrivateRedis(host: Host = thisHost()): Promise<PrivateRedis> {
  return firstThatWorks(`no Redis of its own for a test: ${HOW}`, [
    () => startLocalRedis(host),
    () => inContainer(host),
    () => installed(host),
  ])
}

async function inContainer(host: Host): Promise<PrivateRedis | undefined> {
  return (await host.hasContainers()) ? startRedisContainer() : undefined
}

async function installed(host: Host): Promise<PrivateRedis | undefined> {
  return (await host.installPackages(['redis-server'])) ? startLocalRedis(host) : undefined
}
