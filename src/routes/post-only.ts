import type { FastifyInstance } from 'fastify'
import type { Access } from '../domain/access.ts'
import { ServiceError } from '../errors/service-error.ts'

const OTHER_METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Answers every other method of a URL that takes POST alone: METHOD_NOT_ALLOWED, whose `detail` says what to send. */
export function postOnly(door: FastifyInstance, url: string, access: Access, detail?: string): void {
  door.route({
    method: OTHER_METHODS,
    url,
    config: { access },
    schema: { hide: true },
    handler: async (_, reply) => {
      reply.header('allow', 'POST')
      throw new ServiceError('METHOD_NOT_ALLOWED', detail === undefined ? {} : { detail })
    },
  })
}
