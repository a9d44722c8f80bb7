import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import Type from 'typebox'
import type { Access } from '../domain/access.ts'
import { callerOf } from './caller.ts'
import { AssignRole, InviteToken, PageQuery, pageOf, RoleWithCount, UrnParams } from './directory-schemas.ts'
import { empty, Problem } from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const PRINCIPAL = { access: { kind: 'principal' } satisfies Access }
const INVITE = '/admin/roles/:urn/invite-token'

// In the path of an invite token: the one that gives no role.
const NO_ROLE = 'none'

/** Roles, who has them, and the tokens by which people take them. */
export const adminRoles: FastifyPluginAsyncTypebox = async (door) => {
  const tags = ['administration']
  const refused = { 400: Problem, 401: Problem, 403: Problem, 409: Problem, 503: Problem }
  const errors = { ...refused, 404: Problem }

  door.get(
    '/admin/roles',
    {
      config: PRINCIPAL,
      schema: {
        summary: 'List the roles',
        tags,
        response: { 200: pageOf(RoleWithCount), ...refused },
      },
    },
    async (request) => {
      // There are three.
      const slice = { start: 0, count: 100, query: '' }
      const { items } = await door.directory.roles.list(callerOf(request), slice)
      return { items, nextCursor: null }
    },
  )

  door.get(
    '/admin/roles/:urn/members',
    {
      config: PRINCIPAL,
      schema: {
        summary: 'List the users and groups that have a role of their own accord, by URN',
        tags,
        params: UrnParams,
        querystring: PageQuery,
        response: { 200: pageOf(Type.String()), ...errors },
      },
    },
    async (request) => door.directory.roles.pageMembers(callerOf(request), request.params.urn, request.query),
  )

  door.post(
    '/admin/roles/assign',
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Make a role the only one of some users and groups; who does not exist is passed over',
        tags,
        body: AssignRole,
        response: { 204: empty('Assigned'), ...errors },
      },
    },
    async (request, reply) => {
      const { roleUrn, actorUrns } = request.body
      await door.directory.roles.assign(callerOf(request), roleUrn, actorUrns)
      return reply.code(204).send(undefined)
    },
  )

  door.get(
    INVITE,
    {
      config: PRINCIPAL,
      schema: {
        summary: `See the invite token of a role, or of ${NO_ROLE}; it is made where there is none`,
        tags,
        params: UrnParams,
        response: { 200: InviteToken, ...errors },
      },
    },
    async (request, reply) => {
      const token = await door.directory.roles.getInvite(callerOf(request), roleOf(request.params.urn))
      return reply.header('cache-control', 'no-store').send({ inviteToken: token.reveal() })
    },
  )

  door.post(
    INVITE,
    {
      config: PRINCIPAL,
      schema: {
        summary: `Make a new invite token of a role, or of ${NO_ROLE}; the one before is void`,
        tags,
        params: UrnParams,
        response: { 201: InviteToken, ...errors },
      },
    },
    async (request, reply) => {
      const token = await door.directory.roles.createInvite(callerOf(request), roleOf(request.params.urn))
      return reply.header('cache-control', 'no-store').code(201).send({ inviteToken: token.reveal() })
    },
  )
}

function roleOf(urn: string): string | null {
  return urn === NO_ROLE ? null : urn
}
