import { randomUUID } from 'node:crypto'
import jwt from '@fastify/jwt'
import Fastify from 'fastify'
import { makeHashToken } from '../../src/adapters/digests.ts'
import { JWT_OPTIONS, makeTokenSigner } from '../../src/adapters/token-signer.ts'
import { Secret } from '../../src/domain/secret.ts'
import { buildClaims } from '../../src/domain/token-claims.ts'
import type { TokenRecord } from '../../src/domain/token-record.ts'

export const SIGNING_KEY = 'a signing key of more than thirty-two bytes'

export const SALT = 'a salt that also has more than thirty-two bytes'

export const hashToken = makeHashToken(new Secret(SALT))

/** The service's own signer. */
export async function makeSigner() {
  const app = Fastify()
  await app.register(jwt, { secret: Buffer.from(SIGNING_KEY), ...JWT_OPTIONS })
  return makeTokenSigner(app.jwt, 'env')
}

/** A valid token and its record. */
export function mintToken(
  signer: Awaited<ReturnType<typeof makeSigner>>,
  index: number,
): { token: string; record: TokenRecord } {
  const createdAt = Date.now()
  const expiresAt = createdAt + 86_400_000
  const actorId = `user-${index % 1000}`
  const claims = buildClaims({
    actorId,
    type: 'PERSONAL',
    jti: randomUUID(),
    expiresAtMs: expiresAt,
    issuer: 'datahub-metadata-service',
  })
  const token = signer.sign(claims)
  const actorUrn = `urn:li:corpuser:${actorId}`
  const record = {
    id: hashToken(token),
    name: `token ${index}`,
    description: null,
    type: 'PERSONAL',
    actorUrn,
    ownerUrn: actorUrn,
    keyId: signer.keyId,
    createdAt,
    expiresAt,
    lastUsedAt: null,
    revokedAt: null,
  } as const
  return { token, record }
}
