import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { Access } from '../domain/access.ts'
import type { Principal } from '../domain/principal.ts'
import { Problem } from './token-schemas.ts'

const PRINCIPAL = { access: { kind: 'principal' } satisfies Access }

const Identity = Type.Object(
  {
    actorUrn: Type.String(),
    kind: Type.Enum(['USER', 'SERVICE_ACCOUNT']),
    displayName: Type.Optional(Type.String()),
    via: Type.Enum(['token', 'session'], { description: 'What the request was authenticated by' }),
    tokenId: Type.Optional(Type.String({ description: 'Of the token that was sent' })),
    expiresAt: Type.Union([Type.Integer(), Type.Null()], {
      description: 'When that ends, epoch milliseconds; null: never, or when DataHub ends its own session',
    }),
    groups: Type.Array(Type.String(), { description: 'URNs' }),
    roles: Type.Array(Type.String(), { description: 'URNs, those of groups included' }),
    privileges: Type.Array(Type.String(), { description: 'Those that Latchkey’s own operations ask for' }),
  },
  { description: 'Who is calling' },
)

export const whoAmI: FastifyPluginAsyncTypebox = async (door) => {
  door.get(
    '/v1/whoami',
    {
      config: PRINCIPAL,
      schema: {
        summary: 'See who you are to Latchkey, and what you may do',
        tags: ['tokens'],
        response: { 200: Identity, 401: Problem, 503: Problem },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return door.whoAmI(request.principal as Principal)
    },
  )
}
