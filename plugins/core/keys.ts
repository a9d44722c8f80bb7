import { randomUUID } from 'node:crypto'
import jwt from '@fastify/jwt'
import type { FastifyInstance } from 'fastify'
import fp from 'fastify-plugin'
import { makeAuditSeal } from '../../src/adapters/audit-seal.ts'
import { makeHashToken } from '../../src/adapters/digests.ts'
import { type DeploymentKeys, loadOrCreateKeys } from '../../src/adapters/key-file.ts'
import { makeCursorCodec } from '../../src/adapters/page-cursors.ts'
import { JWT_OPTIONS, makeTokenSigner } from '../../src/adapters/token-signer.ts'
import { parseDatabaseUrl } from '../../src/config/database-url.ts'
import { buildSessionClaims } from '../../src/domain/token-claims.ts'

// The key of the environment, or of the key file; the ring's later keys get names of their own.
const FIRST_KEY_ID = 'env'

export default fp(
  async (core) => {
    const { signingKey, salt } = await deploymentKeys(core)
    await core.register(jwt, {
      // DataHub signs with the string's own UTF-8 bytes, not with what it decodes to.
      secret: Buffer.from(signingKey.reveal(), 'utf8'),
      ...JWT_OPTIONS,
    })
    const issuer = core.settings.DATAHUB_TOKEN_SERVICE_ISSUER
    core.decorate('keys', {
      signingKey,
      signer: makeTokenSigner(core.jwt, FIRST_KEY_ID),
      signGmsSession: (actorId, expiresAtMs) =>
        core.jwt.sign(buildSessionClaims({ actorId, jti: randomUUID(), expiresAtMs, issuer })),
      hashToken: makeHashToken(salt),
      auditSealOf: makeAuditSeal(salt),
      cursorsOf: (list) => makeCursorCodec(signingKey, list),
    })
  },
  // After the stores, whose lock makes this process the only one that may write the key file.
  { name: 'keys', dependencies: ['stores'] },
)

async function deploymentKeys({ settings, stores }: FastifyInstance): Promise<DeploymentKeys> {
  const { DATAHUB_TOKEN_SERVICE_SIGNING_KEY: signingKey, DATAHUB_TOKEN_SERVICE_SALT: salt } = settings
  if (signingKey !== undefined && salt !== undefined) return { signingKey, salt }
  const address = parseDatabaseUrl(settings.DATABASE_URL)
  if (address.dialect !== 'sqlite')
    throw new Error('without a key file the signing key and the salt must be configured')
  const kept = loadOrCreateKeys(address.folder, { mustExist: await stores.hasTokens() })
  return { signingKey: signingKey ?? kept.signingKey, salt: salt ?? kept.salt }
}
