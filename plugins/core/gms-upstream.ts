import { randomBytes } from 'node:crypto'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { makeGmsPool } from '../../src/adapters/gms/pool.ts'
import { makeSendToGms, type SendToGms } from '../../src/adapters/gms/send.ts'
import type { SystemCredentials } from '../../src/adapters/gms/system-client.ts'
import { Secret } from '../../src/domain/secret.ts'

/** The metadata service behind us, and our own account there. */
export interface GmsUpstream {
  url: string
  credentials: SystemCredentials
  /** A way to ask it for itself, with connections of its own, so that one kind of question does not hold up another. */
  sendBy(connectionsMax: number): SendToGms
}

// A request waits for these answers: later they are no use, and its client tries again.
const DEADLINE_MS = 5000

// A thousand groups of one user are 100 kB; a page of policies is as long as its reader asks for.
const ANSWER_BYTES_MAX = 4_194_304

/** The configured GMS, or a sandbox started in this process with a secret that nobody else learns. */
export default fp(
  async (core) => {
    const { GMS_CONNECT_TIMEOUT_MS: connectTimeoutMs, GMS_RESPONSE_TIMEOUT_MS: responseTimeoutMs } =
      core.settings
    const { url, credentials } = await addressOf(core)
    core.decorate('gmsUpstream', {
      url,
      credentials,
      sendBy(connectionsMax) {
        const gms = makeGmsPool({ url, connectTimeoutMs, responseTimeoutMs, connectionsMax })
        core.addHook('onClose', () => gms.pool.destroy())
        return makeSendToGms({ gms, answerBytesMax: ANSWER_BYTES_MAX, deadlineMs: DEADLINE_MS })
      },
    })
  },
  { name: 'gms-upstream' },
)

async function addressOf(core: FastifyInstance): Promise<Pick<GmsUpstream, 'url' | 'credentials'>> {
  const {
    GMS_URL,
    DATAHUB_SYSTEM_CLIENT_ID: systemClientId,
    DATAHUB_SYSTEM_CLIENT_SECRET: secret,
  } = core.settings
  if (GMS_URL !== undefined)
    return { url: GMS_URL, credentials: { systemClientId, systemClientSecret: secret } }
  const { startSandboxGms } = await import('../../src/sandbox/index.ts')
  const systemClientSecret = new Secret(randomBytes(32).toString('hex'))
  const sandbox = await startSandboxGms({
    systemClientId,
    systemClientSecret,
    authEnabled: core.settings.METADATA_SERVICE_AUTH_ENABLED,
    sessionTokenDurationMs: core.settings.SESSION_TOKEN_DURATION_MS,
  })
  core.addHook('onClose', () => sandbox.close())
  core.log.info(
    { gms: sandbox.url },
    'GMS_URL is not set: a sandbox GMS runs in this process and forgets all at its end',
  )
  return { url: sandbox.url, credentials: { systemClientId, systemClientSecret } }
}
