import { hash, timingSafeEqual } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Secret } from '../domain/secret.ts'
import { corpuserUrn } from '../domain/urn.ts'
import { tryParseUrn } from './entity-urn.ts'
import type { SessionTokens } from './session-tokens.ts'

/** Whom GMS took the caller to be, and by which authenticator. */
export interface Caller {
  actorUrn: string
  via: 'system-client' | 'session-token' | 'no-op'
}

export interface AuthenticationOptions {
  systemClientId: string
  systemClientSecret: Secret
  authEnabled: boolean
  sessionTokens: SessionTokens
}

/** The caller that an authenticator recognises, or `undefined` for the next one to try. */
type Authenticator = (request: IncomingMessage) => Caller | undefined

/**
 * GMS's authenticator chain (AuthenticationFilter.java): the system client first, then session tokens; with
 * authentication off, NoOpAuthenticator alone. `undefined` is a 401. HealthStatusAuthenticator is left out: the sandbox
 * has none of its paths.
 */
export function createAuthentication(options: AuthenticationOptions): Authenticator {
  const chain = options.authEnabled
    ? [systemAuthenticator(options), tokenAuthenticator(options)]
    : [noOpAuthenticator(options)]
  return (request) => {
    for (const authenticate of chain) {
      const caller = authenticate(request)
      if (caller !== undefined) return caller
    }
    return undefined
  }
}

// DataHubSystemAuthenticator.java: the pair is plain text, never base64, and X-DataHub-Actor is not looked at.
function systemAuthenticator({ systemClientId, systemClientSecret }: AuthenticationOptions): Authenticator {
  return ({ headers: { authorization = '' } }) => {
    if (!authorization.startsWith('Basic ') && !authorization.startsWith('basic ')) return undefined
    const [id, secret, ...rest] = authorization.slice(6).split(':')
    if (id !== systemClientId || secret === undefined || rest.length > 0) return undefined
    return equalSecret(secret, systemClientSecret)
      ? { actorUrn: corpuserUrn(id), via: 'system-client' }
      : undefined
  }
}

// DataHubTokenAuthenticator.java: two spellings of the scheme, one space, the rest is the token, untrimmed.
function tokenAuthenticator({ sessionTokens }: AuthenticationOptions): Authenticator {
  return ({ headers: { authorization = '' } }) => {
    if (!authorization.startsWith('Bearer ') && !authorization.startsWith('bearer ')) return undefined
    const actorId = sessionTokens.verify(authorization.slice(7))
    return actorId === undefined ? undefined : { actorUrn: corpuserUrn(actorId), via: 'session-token' }
  }
}

// NoOpAuthenticator.java: believes the header; whoever sends none is the system client. Of the urn only its first key
// part counts, so that urn:li:corpGroup:x acts as the user x.
function noOpAuthenticator({ systemClientId }: AuthenticationOptions): Authenticator {
  return ({ headersDistinct }) => {
    const urn = headersDistinct['x-datahub-actor']?.[0]
    if (urn === undefined || urn === '') return { actorUrn: corpuserUrn(systemClientId), via: 'no-op' }
    const actorId = tryParseUrn(urn)?.parts[0]
    return actorId === undefined ? undefined : { actorUrn: corpuserUrn(actorId), via: 'no-op' }
  }
}

// Digests, because timingSafeEqual wants equal lengths and the length of the secret is part of the secret.
function equalSecret(presented: string, secret: Secret): boolean {
  return timingSafeEqual(hash('sha256', presented, 'buffer'), hash('sha256', secret.reveal(), 'buffer'))
}
