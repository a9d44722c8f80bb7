import type { FastifyJWTOptions } from '@fastify/jwt'
import type { TokenSigner } from '../app/ports/tokens.ts'
import { repeatedName } from '../domain/repeated-name.ts'
import { readClaims, type TokenClaims } from '../domain/token-claims.ts'

/** How `@fastify/jwt` is told to make and check exactly DataHub's tokens. */
export const JWT_OPTIONS = {
  // The JOSE header is exactly {"alg":"HS256"} and there is no `iat`, as DataHub writes it. (The type of `header` does
  // not know that `undefined` leaves a field out.)
  sign: { algorithm: 'HS256', noTimestamp: true, header: { typ: undefined } } as {
    algorithm: 'HS256'
    noTimestamp: true
  },
  // Expiry is judged at each use, by the same clock as everything else; liveness is never cached in here.
  verify: { algorithms: ['HS256'], ignoreExpiration: true, cache: false },
} satisfies Partial<FastifyJWTOptions>

/** What `@fastify/jwt` decorates, as far as it is used here. */
export interface Jwt {
  sign(payload: TokenClaims): string
  /** Throws where the signature is wrong. Must not look at `exp`: that is judged at each use. */
  verify(token: string): unknown
}

/** DataHub's tokens over one signing key, named `keyId`. A record that names another key is not of this ring. */
export function makeTokenSigner(jwt: Jwt, keyId: string): TokenSigner {
  return {
    keyId,
    sign: (claims) => jwt.sign(claims),
    verify(token, recordKeyId) {
      if (recordKeyId !== keyId) return undefined
      try {
        const payload = jwt.verify(token)
        return saysAllOnce(token) ? readClaims(payload) : undefined
      } catch {
        return undefined
      }
    },
  }
}

// A name that stands there twice is read as its first by one parser and as its last by another.
function saysAllOnce(token: string): boolean {
  const [, segment = ''] = token.split('.')
  return repeatedName(Buffer.from(segment, 'base64url').toString()) === undefined
}
