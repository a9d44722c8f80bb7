import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { Access } from '../domain/access.ts'
import { callerOf } from './caller.ts'
import { IdempotencyHeaders, idempotencyKeyOf } from './idempotency-key.ts'
import { showIssued } from './show-issued.ts'
import {
  CreateToken,
  empty,
  IdParams,
  IssuedToken,
  Problem,
  RevokedMany,
  RevokeMany,
  Token,
  TokenList,
  TokenListQuery,
} from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const PRINCIPAL = { access: { kind: 'principal' } satisfies Access }

const CreateTokenFor = Type.Object(
  {
    ...CreateToken.properties,
    actorUrn: Type.String({ maxLength: 300, description: 'Whom the token shall stand for' }),
  },
  { additionalProperties: false, description: 'Exactly one of duration, durationIso and expiresAt' },
)

/** Everybody's tokens, for who manages them. */
export const adminTokens: FastifyPluginAsyncTypebox = async (door) => {
  const tags = ['administration']
  const errors = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 503: Problem }

  door.post(
    '/admin/tokens',
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Make a token for another user or a service account',
        tags,
        headers: IdempotencyHeaders,
        body: CreateTokenFor,
        response: { 201: IssuedToken, ...errors, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const key = idempotencyKeyOf(request)
      const issued = await door.tokens.issueFor(callerOf(request), request.body, key)
      return reply
        .code(201)
        .send(showIssued(reply, issued, issued.managesAll ? '/admin/tokens' : '/v1/tokens'))
    },
  )

  door.get(
    '/admin/tokens',
    {
      config: PRINCIPAL,
      schema: {
        summary: 'List everybody’s tokens',
        tags,
        querystring: TokenListQuery,
        response: { 200: TokenList, ...errors },
      },
    },
    async (request) => door.tokens.listAny(callerOf(request), request.query),
  )

  door.get(
    '/admin/tokens/:id',
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Look at anybody’s token',
        tags,
        params: IdParams,
        response: { 200: Token, ...errors },
      },
    },
    async (request) => door.tokens.getAny(callerOf(request), request.params.id),
  )

  door.delete(
    '/admin/tokens/:id',
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Revoke anybody’s token; repeating it is no error',
        tags,
        params: IdParams,
        response: { 204: empty('Revoked'), ...errors },
      },
    },
    async (request, reply) => {
      await door.tokens.revokeAny(callerOf(request), request.params.id)
      return reply.code(204).send(undefined)
    },
  )

  door.post(
    '/admin/tokens/revoke',
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Revoke many tokens by a filter, or count them',
        tags,
        body: RevokeMany,
        response: { 200: RevokedMany, ...errors },
      },
    },
    async (request) => door.tokens.revokeMany.any(callerOf(request), request.body),
  )
}
