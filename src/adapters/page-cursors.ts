import type { CursorCodec } from '../app/ports.ts'
import type { Secret } from '../domain/secret.ts'
import { parseTokenId } from '../domain/token-id.ts'
import { ServiceError } from '../errors/service-error.ts'
import { makeTextSeal } from './text-seal.ts'

/** Cursors of lists of tokens, sealed under the signing key. */
export function makeCursorCodec(signingKey: Secret): CursorCodec {
  const { seal, open } = makeTextSeal(signingKey, 'latchkey page cursor')
  return {
    seal: ({ createdAt, id }) => seal(`${createdAt} ${id}`),
    open(cursor) {
      const position = open(cursor)?.split(' ')
      const id = parseTokenId(position?.[1] ?? '')
      if (position === undefined || id === undefined) {
        throw new ServiceError('INVALID_REQUEST', {
          detail: 'cursor must be the nextCursor of the page before.',
        })
      }
      return { createdAt: Number(position[0]), id }
    },
  }
}
