import type { FastifyReply } from 'fastify'
import type { IssuedToken } from '../app/tokens/issue-token.ts'
import { tokenIdForPath } from '../domain/token-id.ts'

/** What is answered of a token that was made; `list` is where its maker finds it. */
export function showIssued(
  reply: Pick<FastifyReply, 'header'>,
  { token, metadata }: IssuedToken,
  list: '/v1/tokens' | '/admin/tokens',
) {
  reply.header('location', `${list}/${tokenIdForPath(metadata.id)}`)
  reply.header('cache-control', 'no-store')
  return { token: token.reveal(), metadata }
}
