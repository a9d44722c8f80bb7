import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Access } from '../domain/access.ts'

const OPEN = { access: { kind: 'public', why: 'says only that the door is open' } satisfies Access }

/** Paths of datahub-frontend's that load balancers and clients ask (FE/conf/routes). */
export const frontPages: FastifyPluginAsyncTypebox = async (door) => {
  for (const url of ['/health', '/admin']) {
    door.get(
      url,
      { config: OPEN, schema: { summary: 'GOOD while the door is open', tags: ['operation'] } },
      async (_, reply) => reply.type('text/plain').send('GOOD'),
    )
  }
}
