import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { Access } from '../domain/access.ts'
import { callerOf } from './caller.ts'
import { takeForms } from './form-bodies.ts'
import { answerOAuthError, OAuthProblem } from './oauth-errors.ts'
import { empty } from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const access = { kind: 'principal' } satisfies Access

// RFC 6749 §3.1 has parameters ignored that are not known.
const PresentedToken = Type.Object(
  {
    token: Type.String({ minLength: 1, description: 'The token itself' }),
    token_type_hint: Type.Optional(Type.String({ description: 'Ignored: there is one kind of token' })),
  },
  { description: 'A form, or JSON' },
)

const Introspection = Type.Object(
  {
    active: Type.Boolean({ description: 'Where it is false, nothing else is said' }),
    token_type: Type.Optional(Type.Literal('Bearer')),
    username: Type.Optional(Type.String({ description: 'Bare id of the actor' })),
    sub: Type.Optional(Type.String()),
    iss: Type.Optional(Type.String()),
    jti: Type.Optional(Type.String()),
    iat: Type.Optional(Type.Integer({ description: 'Epoch seconds' })),
    exp: Type.Optional(Type.Integer({ description: 'Epoch seconds; absent: never' })),
    tokenId: Type.Optional(Type.String()),
    urn: Type.Optional(Type.String()),
    name: Type.Optional(Type.String()),
    type: Type.Optional(Type.Enum(['PERSONAL', 'SERVICE_ACCOUNT'])),
    actorUrn: Type.Optional(Type.String()),
    ownerUrn: Type.Optional(Type.String()),
  },
  { description: 'RFC 7662 §2.2' },
)

const errors = {
  400: OAuthProblem,
  401: OAuthProblem,
  403: OAuthProblem,
  408: OAuthProblem,
  413: OAuthProblem,
  415: OAuthProblem,
  500: OAuthProblem,
  503: OAuthProblem,
}

/** Token introspection (RFC 7662) and revocation (RFC 7009), for tokens that are presented whole. */
export const presentedTokens: FastifyPluginAsyncTypebox = async (door) => {
  takeForms(door)
  const options = { config: { access }, validatorCompiler: bodyAsItStands, errorHandler: answerOAuthError }
  const schema = {
    tags: ['tokens'],
    consumes: ['application/x-www-form-urlencoded', 'application/json'],
    body: PresentedToken,
  }

  door.post(
    '/v1/introspect',
    {
      ...options,
      schema: {
        ...schema,
        summary: 'Ask whether a token is active (RFC 7662)',
        response: { 200: Introspection, ...errors },
      },
    },
    async (request, reply) => {
      reply.header('cache-control', 'no-store')
      return door.presentedTokens.introspect(callerOf(request), request.body.token)
    },
  )

  door.post(
    '/v1/revoke',
    {
      ...options,
      schema: {
        ...schema,
        summary: 'Revoke a token (RFC 7009); what is no token of ours is no error',
        response: { 200: empty('Whatever it was, it is not accepted'), ...errors },
      },
    },
    async (request, reply) => {
      await door.presentedTokens.revoke(callerOf(request), request.body.token)
      return reply.header('cache-control', 'no-store').send(undefined)
    },
  )
}
