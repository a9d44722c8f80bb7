import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
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

/** A caller's own tokens: make one, list, look at one, revoke one. */
export const ownTokens: FastifyPluginAsyncTypebox = async (door) => {
  const errors = { 400: Problem, 401: Problem, 403: Problem, 404: Problem, 503: Problem }

  door.post(
    '/v1/tokens',
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Make a token',
        tags: ['tokens'],
        headers: IdempotencyHeaders,
        body: CreateToken,
        response: { 201: IssuedToken, ...errors, 409: Problem, 422: Problem },
      },
    },
    async (request, reply) => {
      const key = idempotencyKeyOf(request)
      const issued = await door.tokens.issue(callerOf(request), request.body, key)
      return reply.code(201).send(showIssued(reply, issued, '/v1/tokens'))
    },
  )

  door.get(
    '/v1/tokens',
    {
      config: PRINCIPAL,
      schema: {
        summary: 'List tokens that you made, or that stand for you',
        tags: ['tokens'],
        querystring: TokenListQuery,
        response: { 200: TokenList, ...errors },
      },
    },
    async (request) => door.tokens.list(callerOf(request), request.query),
  )

  door.get(
    '/v1/tokens/:id',
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Look at one of your tokens',
        tags: ['tokens'],
        params: IdParams,
        response: { 200: Token, ...errors },
      },
    },
    async (request) => door.tokens.get(callerOf(request), request.params.id),
  )

  door.delete(
    '/v1/tokens/:id',
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Revoke one of your tokens; repeating it is no error',
        tags: ['tokens'],
        params: IdParams,
        response: { 204: empty('Revoked'), ...errors },
      },
    },
    async (request, reply) => {
      await door.tokens.revoke(callerOf(request), request.params.id)
      return reply.code(204).send(undefined)
    },
  )

  door.post(
    '/v1/tokens/revoke',
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Revoke many of your tokens, or count them',
        tags: ['tokens'],
        body: RevokeMany,
        response: { 200: RevokedMany, ...errors },
      },
    },
    async (request) => door.tokens.revokeMany.own(callerOf(request), request.body),
  )
}
