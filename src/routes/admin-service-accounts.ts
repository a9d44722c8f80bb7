import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Access } from '../domain/access.ts'
import { callerOf } from './caller.ts'
import { CreateServiceAccount, pageOf, SearchQuery, ServiceAccount, UrnParams } from './directory-schemas.ts'
import { empty, Problem } from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const PRINCIPAL = { access: { kind: 'principal' } satisfies Access }
const ACCOUNTS = '/admin/service-accounts'
const ONE = '/admin/service-accounts/:urn'

/** Service accounts, for who manages them; their tokens are made at `POST /v1/tokens`. */
export const adminServiceAccounts: FastifyPluginAsyncTypebox = async (door) => {
  const tags = ['administration']
  const refused = { 400: Problem, 401: Problem, 403: Problem, 409: Problem, 503: Problem }
  const errors = { ...refused, 404: Problem }

  door.get(
    ACCOUNTS,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'List service accounts, newest first',
        tags,
        querystring: SearchQuery,
        response: { 200: pageOf(ServiceAccount), ...refused },
      },
    },
    async (request) => door.directory.serviceAccounts.page(callerOf(request), request.query),
  )

  door.post(
    ACCOUNTS,
    {
      config: PRINCIPAL,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Make a service account',
        tags,
        body: CreateServiceAccount,
        response: { 201: ServiceAccount, ...refused },
      },
    },
    async (request, reply) => {
      const account = await door.directory.serviceAccounts.create(callerOf(request), request.body)
      reply.header('location', `${ACCOUNTS}/${encodeURIComponent(account.urn)}`)
      return reply.code(201).send(account)
    },
  )

  door.get(
    ONE,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Look at a service account',
        tags,
        params: UrnParams,
        response: { 200: ServiceAccount, ...errors },
      },
    },
    async (request) => door.directory.serviceAccounts.get(callerOf(request), request.params.urn),
  )

  door.delete(
    ONE,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Remove a service account: its tokens are revoked for ever',
        tags,
        params: UrnParams,
        response: { 204: empty('Removed'), ...errors },
      },
    },
    async (request, reply) => {
      await door.directory.serviceAccounts.remove(callerOf(request), request.params.urn)
      return reply.code(204).send(undefined)
    },
  )
}
