import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Static } from 'typebox'
import type { PolicyChange } from '../app/access/questions.ts'
import type { Access } from '../domain/access.ts'
import { invalid } from '../errors/service-error.ts'
import { callerOf } from './caller.ts'
import { pageOf, UrnParams } from './directory-schemas.ts'
import {
  AuthorizedActors,
  AuthorizedActorsQuery,
  PoliciesQuery,
  Policy,
  PolicyBody,
  policyView,
  SimulateBody,
  SimulationOutcome,
} from './policy-schemas.ts'
import { empty, Problem } from './token-schemas.ts'
import { bodyAsItStands } from './validation.ts'

const PRINCIPAL = { access: { kind: 'principal' } satisfies Access }
const POLICIES = '/admin/policies'
const ONE = '/admin/policies/:urn'

// A policy has 256 kB at the most, however it is spelled; a simulation has one, and 2,000 URNs beside it.
const BODY_BYTES_MAX = 1_048_576

/** Policies, for who keeps them: what DataHub's GraphQL does with them, and roles, which it cannot say. */
export const adminPolicies: FastifyPluginAsyncTypebox = async (door) => {
  const tags = ['administration']
  const refused = { 400: Problem, 401: Problem, 403: Problem, 503: Problem }
  const errors = { ...refused, 404: Problem }
  const changes = { ...errors, 409: Problem }

  door.get(
    POLICIES,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'List the policies, in their order; a page of long ones is shorter',
        tags,
        querystring: PoliciesQuery,
        response: { 200: pageOf(Policy), ...refused },
      },
    },
    async (request) => {
      const { items, nextCursor } = await door.policyAdmin.page(callerOf(request), request.query)
      return { items: items.map(policyView), nextCursor }
    },
  )

  door.post(
    POLICIES,
    {
      config: PRINCIPAL,
      bodyLimit: BODY_BYTES_MAX,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'Make a policy, which is in force when this answers',
        tags,
        body: PolicyBody,
        response: { 201: Policy, ...refused, 409: Problem },
      },
    },
    async (request, reply) => {
      const policy = await door.policyAdmin.create(callerOf(request), request.body)
      reply.header('location', `${POLICIES}/${encodeURIComponent(policy.urn)}`)
      return reply.code(201).send(policyView(policy))
    },
  )

  door.get(
    `${POLICIES}/authorized-actors`,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'See who may use a privilege, on a resource or without one',
        tags,
        querystring: AuthorizedActorsQuery,
        response: { 200: AuthorizedActors, ...refused },
      },
    },
    async (request) => {
      const { privilege, ...resource } = request.query
      return door.policyAdmin.findAuthorizedActors(callerOf(request), privilege, resourceOf(resource))
    },
  )

  door.post(
    // Two colons are the router's spelling of one that begins no parameter.
    `${POLICIES}::simulate`,
    {
      config: PRINCIPAL,
      bodyLimit: BODY_BYTES_MAX,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary: 'See what a change of policies would change for whom, without making it',
        tags,
        body: SimulateBody,
        response: { 200: SimulationOutcome, ...changes },
      },
    },
    async (request) => {
      const { change, actors, resources } = request.body
      return door.policyAdmin.simulate(callerOf(request), {
        change: changeOf(change),
        ...(actors && { actors }),
        ...(resources && { resources }),
      })
    },
  )

  door.get(
    ONE,
    {
      config: PRINCIPAL,
      schema: { summary: 'Look at a policy', tags, params: UrnParams, response: { 200: Policy, ...errors } },
    },
    async (request) => policyView(await door.policyAdmin.get(callerOf(request), request.params.urn)),
  )

  door.put(
    ONE,
    {
      config: PRINCIPAL,
      bodyLimit: BODY_BYTES_MAX,
      validatorCompiler: bodyAsItStands,
      schema: {
        summary:
          'Replace a policy; roles, and privilegeConstraints of resources, that are left out stay as they are',
        tags,
        params: UrnParams,
        body: PolicyBody,
        response: { 200: Policy, ...changes },
      },
    },
    async (request) => {
      const { urn } = request.params
      return policyView(await door.policyAdmin.update(callerOf(request), urn, request.body))
    },
  )

  door.delete(
    ONE,
    {
      config: PRINCIPAL,
      schema: {
        summary: 'Remove a policy; what it granted alone is denied from now on',
        tags,
        params: UrnParams,
        response: { 204: empty('Removed'), ...changes },
      },
    },
    async (request, reply) => {
      await door.policyAdmin.remove(callerOf(request), request.params.urn)
      return reply.code(204).send(undefined)
    },
  )
}

function resourceOf({ resourceType, resourceUrn }: Omit<Static<typeof AuthorizedActorsQuery>, 'privilege'>) {
  if (resourceType === undefined && resourceUrn !== undefined)
    throw invalid('resourceUrn needs its resourceType beside it, such as dataset.')
  return resourceType === undefined ? undefined : { type: resourceType, urn: resourceUrn ?? '' }
}

function changeOf({ add, update, remove }: Static<typeof SimulateBody>['change']): PolicyChange {
  const given = [add && { add }, update && { update }, remove && { remove }].filter(
    (each) => each !== undefined,
  )
  if (given.length !== 1 || given[0] === undefined)
    throw invalid('change must have exactly one of add, update and remove.')
  return given[0]
}
