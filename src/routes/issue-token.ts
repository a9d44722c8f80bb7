import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { TokenRequest } from '../app/tokens/issue-token.ts'
import { tokenIdForPath } from '../domain/token-id.ts'
import { callerOf } from './caller.ts'
import { idempotencyKeyOf } from './idempotency-key.ts'

/** Makes a token of a request's body, and gives what the answer is made of; `list` is where the token is found. */
export async function issueToken(
  door: FastifyInstance,
  request: FastifyRequest,
  reply: Pick<FastifyReply, 'header'>,
  list: string,
) {
  const key = idempotencyKeyOf(request)
  const { token, metadata } = await door.tokens.issue(callerOf(request), request.body as TokenRequest, key)
  reply.header('location', `${list}/${tokenIdForPath(metadata.id)}`)
  reply.header('cache-control', 'no-store')
  return { token: token.reveal(), metadata }
}
