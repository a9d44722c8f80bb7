import type { IncomingMessage } from 'node:http'
import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import type { Refusal } from '../../src/app/access/authenticate.ts'
import type { Access } from '../../src/domain/access.ts'
import type { Principal } from '../../src/domain/principal.ts'
import { senderOf, sessionMayAct } from '../../src/domain/same-origin.ts'
import { ServiceError } from '../../src/errors/service-error.ts'

export interface AccessGuardOptions {
  /** Whether browser sessions count at this door. */
  cookies: boolean
}

/** Puts the check that a route's access asks for before everything else that the route does. */
export default fp<AccessGuardOptions>(
  async (door, { cookies }) => {
    door.decorateRequest('principal', null)
    const checks = {
      principal: guard(door, { cookies, needed: true }),
      gms: guard(door, { cookies, needed: door.settings.METADATA_SERVICE_AUTH_ENABLED }),
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

interface GuardOptions {
  cookies: boolean
  /** `false`: where nobody is signed in the request passes as nobody's, and no token is asked for or looked at. */
  needed: boolean
}

function guard(door: FastifyInstance, { cookies, needed }: GuardOptions): onRequestHookHandler {
  return (request, _, done) => {
    const { rawHeaders, headers } = request.raw
    const settle = (result: Principal | Refusal): void => {
      if (typeof result === 'object') {
        request.principal = result
        if (result.via === 'token')
          door.lastUse.note(result.tokenId, request.raw.socket.remoteAddress ?? '', headers['user-agent'])
        done(result.via === 'session' ? forgeryError(request.raw) : undefined)
      } else done(needed ? refusalError(result) : undefined)
    }
    const result = door.authenticate({
      rawHeaders: needed ? rawHeaders : [],
      cookies: () => (cookies ? door.sessionCookies.readAll(headers.cookie) : {}),
    })
    if (result instanceof Promise) result.then(settle, done)
    else settle(result)
  }
}

function refusalError(refusal: Refusal): ServiceError {
  return refusal === 'ambiguous credential'
    ? new ServiceError('AMBIGUOUS_CREDENTIAL')
    : new ServiceError('UNAUTHENTICATED', { challenge: refusal })
}

function forgeryError({ method = '', headers }: IncomingMessage): ServiceError | undefined {
  const verdict = sessionMayAct({
    ...senderOf(headers),
    method,
    secFetchMode: headers['sec-fetch-mode']?.toString(),
    contentType: headers['content-type'],
  })
  if (verdict === 'yes') return undefined
  return new ServiceError(verdict === 'cross origin' ? 'CROSS_ORIGIN' : 'UNSUPPORTED_MEDIA_TYPE')
}
