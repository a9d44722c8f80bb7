import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import Type from 'typebox'
import type { Access } from '../domain/access.ts'
import { ownPath } from '../domain/own-path.ts'
import { ServiceError } from '../errors/service-error.ts'
import { signInClientOf } from './caller.ts'
import { empty } from './token-schemas.ts'

const PUBLIC = { access: { kind: 'public', why: 'this is where one signs in' } satisfies Access }

const Target = Type.Object({
  redirect_uri: Type.Optional(
    Type.String({ description: 'A path of ours to go on to; anything else leads to /' }),
  ),
})

const response = { 302: empty('To the identity provider, to where one wanted, or to the sign-in page') }

/**
 * datahub-frontend's single sign-on (AuthenticationController.java and SsoCallbackController.java): its paths and what it
 * tells the sign-in page, `error_msg`.
 */
export const sso: FastifyPluginAsyncTypebox = async (door) => {
  door.get(
    '/authenticate',
    {
      config: PUBLIC,
      schema: {
        summary: 'Go on where signed in, else sign in first',
        tags: ['session'],
        querystring: Target,
        response,
      },
    },
    async (request, reply) => {
      const path = ownPath(request.query.redirect_uri)
      reply.header('cache-control', 'no-store')
      const principal = await door.authenticate({
        rawHeaders: [],
        cookies: () => door.sessionCookies.readAll(request.raw.headers.cookie),
      })
      if (typeof principal === 'object') return reply.redirect(path)
      if (door.sso !== undefined) return begin(door, reply, path)
      return reply.redirect(`/login?redirect_uri=${encodeURIComponent(path)}`)
    },
  )

  door.get(
    '/sso',
    {
      config: PUBLIC,
      schema: {
        summary: 'Sign in at the identity provider',
        tags: ['session'],
        querystring: Target,
        response,
      },
    },
    async (request, reply) => begin(door, reply, ownPath(request.query.redirect_uri)),
  )

  door.get(
    '/callback/oidc',
    {
      config: PUBLIC,
      schema: { summary: 'Where the identity provider sends back to', tags: ['session'], response },
    },
    async (request, reply) => finish(door, request, reply),
  )
}

async function begin(door: FastifyInstance, reply: FastifyReply, path: string): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  if (door.sso === undefined) return toLogin(reply, 'SSO is not configured')
  try {
    const { url, slot, sealed, maxAgeSeconds } = await door.sso.begin(path)
    const cookie = door.sessionCookies.startLogin({ slot, sealed: sealed.reveal(), maxAgeSeconds })
    return reply.header('set-cookie', cookie).redirect(url)
  } catch (error) {
    return toLogin(reply, told(door, error))
  }
}

async function finish(
  door: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header('cache-control', 'no-store')
  if (door.sso === undefined) return toLogin(reply, 'SSO is not configured')
  const { cookie } = request.raw.headers
  const query = /\?(.*)/s.exec(request.raw.url ?? '')?.[1] ?? ''
  const slot = door.sso.slotOf(query)
  if (slot !== undefined) reply.header('set-cookie', door.sessionCookies.endLogin(slot))
  try {
    const sealed = slot === undefined ? undefined : door.sessionCookies.readLogin(cookie, slot)
    const { session, redirectPath } = await door.sso.finish({ query, sealed }, signInClientOf(request))
    return reply.header('set-cookie', door.sessionCookies.start(session)).redirect(redirectPath)
  } catch (error) {
    return toLogin(reply, told(door, error))
  }
}

/** What a person is told of an error, which is logged as loudly as any other. Bugs are the error handler's. */
function told(door: FastifyInstance, error: unknown): string {
  if (!(error instanceof ServiceError)) throw error
  return (JSON.parse(door.renderError(error).body) as { detail: string }).detail
}

function toLogin(reply: FastifyReply, message: string): FastifyReply {
  return reply.redirect(`/login?error_msg=${encodeURIComponent(message)}`)
}
