import type { FastifyRequest } from 'fastify'
import type { SignInOrigin } from '../app/sign-in/sessions.ts'
import { type Caller, keptUserAgent } from '../domain/caller.ts'
import type { Principal } from '../domain/principal.ts'

/** Who asks on a route whose access is `principal`. */
export function callerOf(request: FastifyRequest): Caller {
  return { principal: request.principal as Principal, ...originOf(request) }
}

/** Where a request came from. */
export function originOf({ raw }: Pick<FastifyRequest, 'raw'>): Pick<Caller, 'address' | 'userAgent'> {
  return { address: raw.socket.remoteAddress ?? '', userAgent: keptUserAgent(raw.headers['user-agent']) }
}

/** Where somebody signs in from, with the session of ours that this browser has already. */
export function signInOriginOf(request: FastifyRequest): SignInOrigin {
  const cookie = request.server.sessionCookies.read(request.raw.headers.cookie)
  return { ...originOf(request), cookie }
}
