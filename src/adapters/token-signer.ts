import type { TokenSigner } from '../app/ports.ts'
import { readClaims, type TokenClaims } from '../domain/token-claims.ts'

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
        return readClaims(jwt.verify(token))
      } catch {
        return undefined
      }
    },
  }
}
