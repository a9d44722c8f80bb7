import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { Access } from '../domain/access.ts'
import { callerOf } from './caller.ts'
import { IdParams, Problem } from './token-schemas.ts'

const PRINCIPAL = { access: { kind: 'principal' } satisfies Access }

const LastUse = Type.Object(
  {
    at: Type.Union([Type.Integer(), Type.Null()], { description: 'Epoch milliseconds; null: never' }),
    address: Type.Union([Type.String(), Type.Null()], { description: 'The other end of the connection' }),
    userAgent: Type.Union([Type.String(), Type.Null()], { description: 'At most 200 characters of it' }),
  },
  { description: 'The newest use of a token, as far as it is written: ten seconds late at the most' },
)

/** When, from where and with which program a token was last used. */
export const lastUse: FastifyPluginAsyncTypebox = async (door) => {
  const schema = {
    params: IdParams,
    response: { 200: LastUse, 400: Problem, 401: Problem, 404: Problem, 503: Problem },
  }

  door.get(
    '/v1/tokens/:id/last-use',
    {
      config: PRINCIPAL,
      schema: { ...schema, summary: 'See where a token was last used', tags: ['tokens'] },
    },
    async (request) => door.lastUse.read.own(callerOf(request), request.params.id),
  )

  door.get(
    '/admin/tokens/:id/last-use',
    {
      config: PRINCIPAL,
      schema: {
        ...schema,
        summary: 'See where anybody’s token was last used',
        tags: ['administration'],
        response: { ...schema.response, 403: Problem },
      },
    },
    async (request) => door.lastUse.read.any(callerOf(request), request.params.id),
  )
}
