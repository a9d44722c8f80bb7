import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Access } from '../domain/access.ts'
import { callerOf } from './caller.ts'
import {
  AccessOfUser,
  CreateUser,
  pageOf,
  ResetToken,
  SearchQuery,
  UpdateUser,
  UrnParams,
  User,
} from './directory-schemas.ts'
import { empty, Problem } from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const PRINCIPAL = { access: { kind: 'principal' } satisfies Access }
const USERS = '/admin/users'
const ONE = '/admin/users/:urn'

/** Users, for who manages them. */
export const adminUsers: FastifyPluginAsyncTypebox = async (door) => {
  const tags = ['administration']
  const refused = { 400: Problem, 401: Problem, 403: Problem, 409: Problem, 503: Problem }
  const errors = { ...refused, 404: Problem }

  door.get(
    USERS,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'List users, newest first',
        tags,
        querystring: SearchQuery,
        response: { 200: pageOf(User), ...refused },
      },
    },
    async (request) => door.directory.users.page(callerOf(request), request.query),
  )

  door.post(
    USERS,
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Make a user, who chooses a password with a reset token',
        tags,
        body: CreateUser,
        response: { 201: User, ...refused },
      },
    },
    async (request, reply) => {
      const user = await door.directory.users.create(callerOf(request), request.body)
      reply.header('location', `${USERS}/${encodeURIComponent(user.urn)}`)
      return reply.code(201).send(user)
    },
  )

  door.get(
    ONE,
    {
      config: PRINCIPAL,
      schema: { summary: 'Look at a user', tags, params: UrnParams, response: { 200: User, ...errors } },
    },
    async (request) => door.directory.users.get(callerOf(request), request.params.urn),
  )

  door.patch(
    ONE,
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Change a user; SUSPENDED ends their sessions and refuses their tokens until ACTIVE again',
        tags,
        params: UrnParams,
        body: UpdateUser,
        response: { 200: User, ...errors },
      },
    },
    async (request) => door.directory.users.update(callerOf(request), request.params.urn, request.body),
  )

  door.delete(
    ONE,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Remove a user: their sessions end, and their tokens are revoked for ever',
        tags,
        params: UrnParams,
        response: { 204: empty('Removed'), ...errors },
      },
    },
    async (request, reply) => {
      await door.directory.users.remove(callerOf(request), request.params.urn)
      return reply.code(204).send(undefined)
    },
  )

  door.post(
    `${ONE}/reset-token`,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Make a token with which a user chooses a new password within a day',
        tags,
        params: UrnParams,
        response: { 201: ResetToken, ...errors },
      },
    },
    async (request, reply) => {
      const { urn } = request.params
      const { token, expiresAt } = await door.directory.users.createResetToken(callerOf(request), urn)
      reply.header('cache-control', 'no-store')
      return reply.code(201).send({ token: token.reveal(), expiresAt })
    },
  )

  door.get(
    `${ONE}/access`,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'See by which groups, roles and policies a user or service account may do what they may',
        tags,
        params: UrnParams,
        response: { 200: AccessOfUser, ...errors },
      },
    },
    async (request) => door.directory.users.debugAccess(callerOf(request), request.params.urn),
  )
}
