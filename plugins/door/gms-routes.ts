import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import fp from 'fastify-plugin'
import { writeProblem } from '../../src/adapters/write-problem.ts'
import type { Access } from '../../src/domain/access.ts'
import { targetBehind } from '../../src/domain/request-target.ts'
import { renderError } from './errors.ts'

export interface GmsRoutesOptions {
  /** Routes of this door that go to GMS, and what is cut off in front: `{ url: '/api/gms/*', mount: '/api/gms' }`. */
  routes: readonly { url: string; mount: string; access: Access }[]
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

/** Hands requests to the GMS proxy, bodies unread: whatever their type, they stream through. */
export default fp<GmsRoutesOptions>(
  async (door, { routes }) => {
    await door.register(async (scope) => {
      scope.removeAllContentTypeParsers()
      scope.addContentTypeParser('*', (_request, _payload, done) => done(null))
      for (const { url, mount, access } of routes) {
        scope.route({ method: METHODS, url, config: { access }, handler: proxyFrom(door, mount, access) })
      }
    })
  },
  { name: 'gms-routes', dependencies: ['services', 'access-guard'] },
)

function proxyFrom(door: FastifyInstance, mount: string, access: Access) {
  return (request: FastifyRequest, reply: FastifyReply): void => {
    reply.hijack()
    door.gmsProxy.forward({
      request: request.raw,
      response: reply.raw,
      target: targetBehind(mount, request.raw.url ?? ''),
      principal: request.principal,
      open: access.kind === 'public',
      fail: (error) => writeProblem(reply.raw, renderError(error, request.id, door.log)),
    })
  }
}
