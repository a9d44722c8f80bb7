import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import { hasBody } from '../../src/adapters/has-body.ts'
import type { Refusal } from '../../src/app/access/authenticate.ts'
import type { Access } from '../../src/domain/access.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { type SessionBodies, senderOf, sessionMayAct } from '../../src/domain/same-origin.ts'
import { ServiceError } from '../../src/errors/service-error.ts'

export interface AccessGuardOptions {
  /** Whether browser sessions count at this door. */
  cookies: boolean
}

/** Puts the check that a route's access asks for before everything else that the route does. */
export default fp<AccessGuardOptions>(
  async (door, { cookies }) => {
    door.decorateRequest('principal', null)
    const atGms = door.settings.METADATA_SERVICE_AUTH_ENABLED
    const checks = {
      principal: guard(door, { cookies, needed: true, bodies: 'JSON' }),
      gms: guard(door, { cookies, needed: atGms, bodies: 'JSON' }),
      proxied: guard(door, { cookies, needed: atGms, bodies: 'any' }),
    }
    door.addHook('onRoute', (route) => {
      const access: Access | undefined = route.config?.access
      if (access === undefined || access.kind === 'public') return
      const hooks = [route.onRequest ?? []].flat()
      // Fastify makes HEAD routes out of the options of GET routes, check and all.
      if (!hooks.includes(checks[access.kind])) route.onRequest = [checks[access.kind], ...hooks]
    })
  },
  { name: 'access-guard', dependencies: ['access-declared', 'services', 'session-cookies'] },
)

const SIGN_IN_OR_TOKEN =
  'This needs somebody who is signed in, or a valid access token. Sign in (POST /logIn), or send a token in the header: Authorization: Bearer <token>'

interface GuardOptions {
  cookies: boolean
  /** `false`: where nobody is signed in the request passes as nobody's, and no token is asked for or looked at. */
  needed: boolean
  /** What a session may send. */
  bodies: SessionBodies
}

function guard(door: FastifyInstance, { cookies, needed, bodies }: GuardOptions): onRequestHookHandler {
  return (request, _, done) => {
    const { rawHeaders, headers } = request.raw
    const settle = (result: Principal | Refusal): void => {
      if (typeof result === 'object') {
        request.principal = result
        if (result.via === 'token')
          door.lastUse.note(result.tokenId, request.raw.socket.remoteAddress ?? '', headers['user-agent'])
        done(result.via === 'session' ? forgeryError(request.raw, bodies) : undefined)
      } else done(needed ? refusalError(result, cookies) : undefined)
    }
    const result = door.authenticate({
      rawHeaders: needed ? rawHeaders : [],
      cookies: () => (cookies ? door.sessionCookies.readAll(headers.cookie) : {}),
    })
    if (result instanceof Promise) result.then(settle, done)
    else settle(result)
  }
}

function refusalError(refusal: Refusal, cookies: boolean): ServiceError {
  if (refusal === 'ambiguous credential') return new ServiceError('AMBIGUOUS_CREDENTIAL')
  // Who sent a token has no session to renew: cookies are not looked at then.
  return cookies && refusal === 'no credential'
    ? new ServiceError('UNAUTHENTICATED', { detail: SIGN_IN_OR_TOKEN })
    : new ServiceError('UNAUTHENTICATED', { challenge: refusal })
}

function forgeryError(message: IncomingMessage, bodies: SessionBodies): ServiceError | undefined {
  const { method = '', headers } = message
  const request = {
    ...senderOf(headers),
    method,
    secFetchMode: headers['sec-fetch-mode']?.toString(),
    contentType: headers['content-type'],
    hasBody: hasBody(message),
  }
  const verdict = sessionMayAct(request, bodies)
  if (verdict === 'yes') return undefined
  return new ServiceError(verdict === 'cross origin' ? 'CROSS_ORIGIN' : 'UNSUPPORTED_MEDIA_TYPE')
}
