import { onFreePort } from './free-port.ts'
import { type GuardedProcess, serverFolder, startGuarded } from './guarded-process.ts'
import { findProgram, type Host } from './host.ts'
import type { PrivateRedis } from './private-redis.ts'
import { redisInfo } from './redis-info.ts'

/**
 * Starts a Redis server installed on this machine, in memory only, on a free port of 127.0.0.1 that it keeps over
 * restarts.
 *
 * @returns undefined where none is installed.
 */
export async function startLocalRedis(host: Host): Promise<PrivateRedis | undefined> {
  const program = await findProgram(host, 'redis-server')
  if (program === undefined) return undefined
  return onFreePort(async (port) => {
    let server = await launch(program, port)
    return {
      url: urlOf(port),
      get pid() {
        return server.pid
      },
      stop: () => server.stop(),
      close: () => server.stop(),
      async restart() {
        await server.stop()
        server = await launch(program, port)
      },
      async pause() {
        process.kill(server.pid, 'SIGSTOP')
      },
      async resume() {
        process.kill(server.pid, 'SIGCONT')
      },
    }
  })
}

const urlOf = (port: number): string => `redis://127.0.0.1:${port}`

async function launch(program: string, port: number): Promise<GuardedProcess> {
  const folder = await serverFolder('redis')
  return startGuarded({
    folder,
    command: program,
    args: ['--port', `${port}`, '--bind', '127.0.0.1', '--dir', folder, '--save', '', '--appendonly', 'no'],
    // Its pid, so that another run's server on the same port is not taken for ours.
    isReady: async (pid) => (await redisInfo(urlOf(port))).includes(`process_id:${pid}\r\n`),
  })
}
