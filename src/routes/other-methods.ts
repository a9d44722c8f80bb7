import type { FastifyInstance } from 'fastify'
import type { Access } from '../domain/access.ts'
import { ServiceError } from '../errors/service-error.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

const OPEN: Access = { kind: 'public', why: 'says only which methods a URL takes, as /docs does' }

/**
 * Notes the methods of every route that the door gets from now on. Call what it gives when all of ours are there and
 * before those of GMS: their URLs then answer each other method with METHOD_NOT_ALLOWED and `Allow`, its body unread.
 */
export function otherMethodsOf(door: FastifyInstance): { refuse(): void } {
  const taken = new Map<string, Set<string>>()
  door.addHook('onRoute', ({ url, method }) => {
    taken.set(url, new Set([...(taken.get(url) ?? []), method].flat()))
  })
  return {
    refuse() {
      for (const [url, methods] of [...taken]) refuseOthers(door, url, [...methods].toSorted())
    },
  }
}

function refuseOthers(door: FastifyInstance, url: string, methods: readonly string[]): void {
  const detail = `This endpoint takes ${methods.join(', ')}. Send the request with ${methods.length > 1 ? 'one of these methods' : 'that method'}.`
  door.route({
    method: METHODS.filter((method) => !methods.includes(method)),
    url,
    config: { access: OPEN },
    schema: { hide: true },
    onRequest: ({ params }, reply, done) => {
      // The list at `/v1/tokens` is not meant by `/v1/tokens/`, which the router takes for a token with an empty id.
      if (Object.values(params as Record<string, string>).includes(''))
        return done(new ServiceError('NOT_FOUND'))
      reply.header('allow', methods.join(', '))
      done(new ServiceError('METHOD_NOT_ALLOWED', { detail }))
    },
    handler: unreachable,
  })
}

function unreachable(): never {
  throw new Error('a method that is not taken came past its refusal')
}
