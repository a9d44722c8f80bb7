import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Secret } from '../domain/secret.ts'
import { SYSTEM_ACTOR } from './aspect-change.ts'
import { createAspectStore } from './aspect-store.ts'
import { createAuthentication } from './authentication.ts'
import { createRequestListener } from './request-listener.ts'
import { ROOT_USER } from './root-user.ts'
import { createRouter } from './router.ts'
import { aspectRoutes } from './routes/aspects.ts'
import { authRoutes } from './routes/auth.ts'
import { entityRoutes } from './routes/entities.ts'
import { createSessionTokens } from './session-tokens.ts'

export interface SandboxGmsOptions {
  /** The bare id and the secret of the one client that may ask for session tokens. */
  systemClientId: string
  systemClientSecret: Secret
  /** `false` is DataHub's NoOpAuthenticator: whoever names an actor is believed. */
  authEnabled: boolean
  /** Milliseconds. */
  sessionTokenDurationMs: number
  /** 0, the default, takes a free port. The address is always 127.0.0.1. */
  port?: number
}

export interface SandboxGms {
  /** `http://127.0.0.1:<port>`, without a slash at the end. */
  url: string
  /** Stops listening and cuts what is under way; what was ingested is gone. */
  close(): Promise<void>
}

/**
 * Starts a small, honest imitation of DataHub's metadata service on the loopback: its authentication, session tokens and
 * the Rest.li reads and writes of aspects, in memory. What it lacks it refuses by name. Rejects with Node's error where
 * the port is taken. Imitates DataHub 0.13 (metadata-service/**); each module names the file that it follows.
 */
export async function startSandboxGms(options: SandboxGmsOptions): Promise<SandboxGms> {
  const sessionTokens = createSessionTokens(options.sessionTokenDurationMs)
  const store = createAspectStore()
  store.apply([ROOT_USER], SYSTEM_ACTOR)
  const server = createServer(
    createRequestListener({
      authenticate: createAuthentication({ ...options, sessionTokens }),
      route: createRouter([
        ...authRoutes(options.systemClientId, sessionTokens),
        ...entityRoutes(store),
        ...aspectRoutes(store),
      ]),
    }),
  )
  server.listen(options.port ?? 0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo

  return {
    url: `http://127.0.0.1:${port}`,
    async close() {
      if (!server.listening) return
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
