import type { FastifyBaseLogger, FastifyInstance } from 'fastify'
import type { GeneratedPassword } from './app/directory/ensure-root-user.ts'
import { buildCore } from './build-core.ts'
import { buildFrontDoor, buildGmsDoor } from './build-doors.ts'
import type { Settings } from './config/schema.ts'
import type { Secret } from './domain/secret.ts'

/** A running service. */
export interface Service {
  frontUrl: string
  /** `undefined` where the door is off. */
  gmsUrl: string | undefined
  metricsUrl: string | undefined
  /** Generated at this start, to be shown once. */
  rootPassword: Secret | undefined
  /** Stops accepting, lets running requests end for `drainMsMax` at the most, then closes everything. */
  close(drainMsMax: number): Promise<void>
}

/** Builds the core and the doors and listens. Rejects where anything cannot be had; nothing is left open then. */
export async function startService(
  settings: Readonly<Settings>,
  logger: FastifyBaseLogger,
): Promise<Service> {
  let generated: GeneratedPassword | undefined
  const core = await buildCore({
    settings,
    logger,
    onRootPassword: (made) => {
      generated = made
    },
  })
  const doors: FastifyInstance[] = []
  async function open(app: FastifyInstance, port: number): Promise<string> {
    if (app !== core) doors.push(app)
    const url = await app.listen({ host: settings.HOST, port })
    if (app !== core) logger.info({ url }, 'a door is open')
    // One name for one machine: cookies of `localhost` are not sent to `127.0.0.1`.
    return url.replace('//127.0.0.1:', '//localhost:')
  }

  try {
    const { PORT, GMS_LISTEN_PORT, METRICS_PORT } = settings
    const frontUrl = await open(await buildFrontDoor(core), PORT)
    const gmsUrl = GMS_LISTEN_PORT === 0 ? undefined : await open(await buildGmsDoor(core), GMS_LISTEN_PORT)
    const metricsUrl = METRICS_PORT === 0 ? undefined : await open(core, METRICS_PORT)
    // Last of all that can fail: a password that is kept but never shown would lock everybody out.
    await generated?.keep()
    core.lifecycle.started()
    const close = (drainMsMax: number) => closeAll(core, doors, drainMsMax)
    return { frontUrl, gmsUrl, metricsUrl, rootPassword: generated?.password, close }
  } catch (error) {
    await closeAll(core, doors, 0)
    throw error
  }
}

async function closeAll(
  core: FastifyInstance,
  doors: readonly FastifyInstance[],
  drainMsMax: number,
): Promise<void> {
  core.lifecycle.stopping()
  const cut = setTimeout(() => {
    for (const door of doors) door.server.closeAllConnections()
  }, drainMsMax)
  await Promise.all(doors.map((door) => door.close()))
  clearTimeout(cut)
  await core.close()
}
