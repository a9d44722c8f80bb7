import { createHmac, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto'

// base64url of {"alg":"HS256"}, the one JOSE header that DataHub writes; compared whole, so no other algorithm is tried.
const HEADER_SEGMENT = 'eyJhbGciOiJIUzI1NiJ9'
const ISSUER = 'datahub-metadata-service'

export interface SessionTokens {
  /** A v1 SESSION token for the user with this bare id (`alice`), good for the configured duration. */
  mint(actorId: string): string
  /** The bare id in a token of ours, or `undefined` for one that is not ours, was tampered with or has expired. */
  verify(token: string): string | undefined
}

/**
 * Mints and checks DataHub's session tokens (StatelessTokenService.java): claims in its order, `exp` in whole seconds,
 * HS256 under a random key that lives as long as the sandbox. `durationMs` and `now()` are milliseconds.
 */
export function createSessionTokens(durationMs: number, now: () => number = Date.now): SessionTokens {
  // 32 bytes: RFC 7518 §3.2 wants no less for HS256.
  const key = randomBytes(32)
  const sign = (content: string) => createHmac('sha256', key).update(content).digest('base64url')

  return {
    mint(actorId) {
      const claims = {
        actorType: 'USER',
        actorId,
        type: 'SESSION',
        version: '1',
        jti: randomUUID(),
        sub: actorId,
        exp: Math.floor((now() + durationMs) / 1000),
        iss: ISSUER,
      }
      const content = `${HEADER_SEGMENT}.${Buffer.from(JSON.stringify(claims)).toString('base64url')}`
      return `${content}.${sign(content)}`
    },

    verify(token) {
      const [header, payload, signature, ...rest] = token.split('.')
      if (header !== HEADER_SEGMENT || payload === undefined || signature === undefined || rest.length > 0)
        return undefined
      if (!equalText(signature, sign(`${header}.${payload}`))) return undefined
      // Signed by this very key, hence written by `mint`: its shape is known.
      const { actorId, exp } = JSON.parse(Buffer.from(payload, 'base64url').toString()) as {
        actorId: string
        exp: number
      }
      return now() > exp * 1000 ? undefined : actorId
    },
  }
}

function equalText(a: string, b: string): boolean {
  const left = Buffer.from(a)
  const right = Buffer.from(b)
  return left.length === right.length && timingSafeEqual(left, right)
}
