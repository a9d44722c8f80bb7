import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Access } from '../domain/access.ts'
import { callerOf } from './caller.ts'
import { CreateGroup, Group, Members, pageOf, SearchQuery, UrnParams, User } from './directory-schemas.ts'
import { empty, Problem } from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const PRINCIPAL = { access: { kind: 'principal' } satisfies Access }
const GROUPS = '/admin/groups'
const ONE = '/admin/groups/:urn'
const MEMBERS = '/admin/groups/:urn/members'

/** Groups and who is in them. */
export const adminGroups: FastifyPluginAsyncTypebox = async (door) => {
  const tags = ['administration']
  const refused = { 400: Problem, 401: Problem, 403: Problem, 409: Problem, 503: Problem }
  const errors = { ...refused, 404: Problem }

  door.get(
    GROUPS,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'List groups, newest first',
        tags,
        querystring: SearchQuery,
        response: { 200: pageOf(Group), ...refused },
      },
    },
    async (request) => door.directory.groups.page(callerOf(request), request.query),
  )

  door.post(
    GROUPS,
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: { summary: 'Make a group', tags, body: CreateGroup, response: { 201: Group, ...refused } },
    },
    async (request, reply) => {
      const group = await door.directory.groups.create(callerOf(request), request.body)
      reply.header('location', `${GROUPS}/${encodeURIComponent(group.urn)}`)
      return reply.code(201).send(group)
    },
  )

  door.get(
    ONE,
    {
      config: PRINCIPAL,
      schema: { summary: 'Look at a group', tags, params: UrnParams, response: { 200: Group, ...errors } },
    },
    async (request) => door.directory.groups.get(callerOf(request), request.params.urn),
  )

  door.delete(
    ONE,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Remove a group; its members lose what it gave them',
        tags,
        params: UrnParams,
        response: { 204: empty('Removed'), ...errors },
      },
    },
    async (request, reply) => {
      await door.directory.groups.remove(callerOf(request), request.params.urn)
      return reply.code(204).send(undefined)
    },
  )

  door.get(
    MEMBERS,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'List the members of a group',
        tags,
        params: UrnParams,
        querystring: SearchQuery,
        response: { 200: pageOf(User), ...errors },
      },
    },
    async (request) =>
      door.directory.groups.pageMembers(callerOf(request), request.params.urn, request.query),
  )

  door.post(
    MEMBERS,
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Make users members of a group',
        tags,
        params: UrnParams,
        body: Members,
        response: { 204: empty('They are members'), ...errors },
      },
    },
    async (request, reply) => {
      await door.directory.groups.addMembers(callerOf(request), request.params.urn, request.body.userUrns)
      return reply.code(204).send(undefined)
    },
  )

  door.delete(
    MEMBERS,
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Take users out of a group',
        tags,
        params: UrnParams,
        body: Members,
        response: { 204: empty('They are no members'), ...errors },
      },
    },
    async (request, reply) => {
      await door.directory.groups.removeMembers(callerOf(request), request.params.urn, request.body.userUrns)
      return reply.code(204).send(undefined)
    },
  )
}
