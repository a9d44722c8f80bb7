import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify'
import type { GmsAnswer } from '../app/ports/gms.ts'
import type { Access } from '../domain/access.ts'
import type { GraphqlContext } from '../graphql/context.ts'
import { readGraphqlRequest } from '../graphql/request.ts'
import { callerOf } from './caller.ts'

const ACCESS = { access: { kind: 'gms' } satisfies Access }

// datahub-frontend takes five times as much (DATAHUB_PLAY_MEM_BUFFER_SIZE); but reading the worst JSON of that size holds
// the process for two seconds, and what DataHub's page sends has some kilobytes.
const BODY_BYTES_MAX = 2_097_152

// What says how GMS's body is to be read; the rest of its header is between GMS and us.
const HANDED_ON = ['content-type', 'content-encoding', 'cache-control', 'vary', 'retry-after']

/**
 * DataHub's GraphQL endpoint (GraphQLController.java) under the URLs of a door: POST alone, JSON whatever the type of the
 * body says, 400 without a body for what is no request, 200 for whatever was executed.
 */
export function graphqlRoutes(urls: readonly string[]): FastifyPluginAsync {
  return async (door) => {
    door.removeAllContentTypeParsers()
    door.addContentTypeParser(
      '*',
      { parseAs: 'buffer', bodyLimit: BODY_BYTES_MAX },
      async (_: unknown, body: Buffer) => body,
    )
    for (const url of urls) {
      door.post(
        url,
        {
          config: ACCESS,
          bodyLimit: BODY_BYTES_MAX,
          schema: { summary: 'Ask DataHub’s GraphQL', tags: ['DataHub'] },
        },
        (request, reply) => answer(door, request, reply),
      )
    }
  }
}

async function answer(
  door: FastifyInstance,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asked = Buffer.isBuffer(request.body) ? readGraphqlRequest(request.body) : undefined
  if (asked === undefined) return reply.code(400).send()
  const outcome = await door.graphql.execute(asked, contextOf(door, request))
  if (outcome.by === 'gms') return handOn(reply, outcome.answer)
  return reply
    .type('application/json;charset=utf-8')
    .header('cache-control', 'no-store')
    .send(JSON.stringify(outcome.answer))
}

function contextOf(door: FastifyInstance, request: FastifyRequest): GraphqlContext {
  return {
    caller: request.principal === null ? null : callerOf(request),
    headers: request.headers,
    report: door.reportError,
  }
}

function handOn(reply: FastifyReply, { status, headers, body }: GmsAnswer): FastifyReply {
  for (const name of HANDED_ON) {
    const value = headers[name]
    if (value !== undefined) reply.header(name, value)
  }
  return reply.code(status).send(body)
}
