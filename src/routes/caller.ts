import type { FastifyRequest } from 'fastify'
import type { SignInClient } from '../app/sign-in/sessions.ts'
import { type Caller, type Client, keptUserAgent } from '../domain/caller.ts'
import type { Principal } from '../domain/principal.ts'

/** Who asks on a route whose access is `principal`. */
export function callerOf(request: FastifyRequest): Caller {
  return { principal: request.principal as Principal, ...clientOf(request) }
}

/** Where a request came from. */
export function clientOf({ raw }: Pick<FastifyRequest, 'raw'>): Client {
  return { address: raw.socket.remoteAddress ?? '', userAgent: keptUserAgent(raw.headers['user-agent']) }
}

/** Who signs in, with the session of ours that this browser has already. */
export function signInClientOf(request: FastifyRequest): SignInClient {
  const cookie = request.server.sessionCookies.read(request.raw.headers.cookie)
  return { ...clientOf(request), cookie }
}
