import { createHmac } from 'node:crypto'
import { makeHashToken } from '../../../src/adapters/digests.ts'
import { type Jwt, makeTokenSigner } from '../../../src/adapters/token-signer.ts'
import { Secret } from '../../../src/domain/secret.ts'
import { buildClaims, type TokenClaims } from '../../../src/domain/token-claims.ts'
import type { TokenRecord } from '../../../src/domain/token-record.ts'
import { corpuserUrn } from '../../../src/domain/urn.ts'

const HEADER = 'eyJhbGciOiJIUzI1NiJ9'

/** HS256 by hand, so that what the tests sign does not depend on what the service signs with. */
export function hs256(key: string): Jwt {
  const mac = (content: string) => createHmac('sha256', key).update(content).digest('base64url')
  return {
    sign(claims) {
      const content = `${HEADER}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
      return `${content}.${mac(content)}`
    },
    verify(token) {
      const [header, payload = '', signature] = token.split('.')
      if (signature !== mac(`${header}.${payload}`)) throw new Error('wrong signature')
      return JSON.parse(Buffer.from(payload, 'base64url').toString())
    },
  }
}

const jwt = hs256('the key of this deployment')

export const KEY_ID = 'env'
export const signer = makeTokenSigner(jwt, KEY_ID)
export const hashToken = makeHashToken(new Secret('the salt of this deployment'))

/** A token and the record that belongs to it. */
export interface TestToken {
  token: string
  id: string
  record: TokenRecord
}

let made = 0

/** A token of alice's that was signed by us and never expires, unless `claims` and `fields` say otherwise. */
export function makeToken(claims: Partial<TokenClaims> = {}, fields: Partial<TokenRecord> = {}): TestToken {
  const actorId = claims.actorId ?? 'alice'
  const plain = buildClaims({ actorId, type: 'PERSONAL', jti: `${made++}`, expiresAtMs: null, issuer: 'us' })
  const token = jwt.sign({ ...plain, ...claims })
  const record: TokenRecord = {
    id: hashToken(token),
    name: 'nightly ingestion',
    description: null,
    type: 'PERSONAL',
    actorUrn: corpuserUrn(actorId),
    ownerUrn: corpuserUrn(actorId),
    keyId: KEY_ID,
    createdAt: 1_790_000_000_000,
    expiresAt: null,
    lastUsedAt: null,
    revokedAt: null,
    ...fields,
  }
  return { token, id: record.id, record }
}
