import type { FastifyInstance, onRequestHookHandler } from 'fastify'
import fp from 'fastify-plugin'
import { writeProblem } from '../../src/adapters/write-problem.ts'
import type { Access } from '../../src/domain/access.ts'
import { targetBehind } from '../../src/domain/request-target.ts'

export interface GmsRoutesOptions {
  /** Routes of this door that go to GMS, and what is cut off in front: `{ url: '/api/gms/*', mount: '/api/gms' }`. */
  routes: readonly { url: string; mount: string; access: Access }[]
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']

// Without a principal nobody may send anything.
const OPEN_METHODS = ['GET', 'HEAD']

/**
 * Hands requests to the GMS proxy right after their access was checked, before the framework looks at their bodies:
 * these stream through, whatever type they have or say they have.
 */
export default fp<GmsRoutesOptions>(
  async (door, { routes }) => {
    for (const { url, mount, access } of routes) {
      const onRequest = proxyFrom(door, mount, access)
      const method = access.kind === 'public' ? OPEN_METHODS : METHODS
      door.route({ method, url, config: { access }, onRequest, handler: unreachable })
    }
  },
  { name: 'gms-routes', dependencies: ['services', 'access-guard', 'errors'] },
)

function proxyFrom(door: FastifyInstance, mount: string, access: Access): onRequestHookHandler {
  return (request, reply) => {
    reply.hijack()
    door.gmsProxy.forward({
      request: request.raw,
      response: reply.raw,
      target: targetBehind(mount, request.raw.url ?? ''),
      principal: request.principal,
      open: access.kind === 'public',
      fail: (error) => writeProblem(reply.raw, door.renderError(error)),
    })
  }
}

function unreachable(): never {
  throw new Error('a request for GMS came past its hook')
}
