import { createHash } from 'node:crypto'
import type { CursorCodec, ListQuery } from '../app/ports/core.ts'
import type { Secret } from '../domain/secret.ts'
import { invalid } from '../errors/service-error.ts'
import { makeTextSeal } from './text-seal.ts'

/**
 * Cursors of one kind of list, sealed under the signing key, so that every replica opens them. `list` names the kind and
 * the form of its positions: with another form it needs another name, or cursors from before a release are misread.
 */
export function makeCursorCodec<Position>(signingKey: Secret, list: string): CursorCodec<Position> {
  const { seal, open } = makeTextSeal(signingKey, `latchkey page cursor: ${list}`)
  return {
    seal: (query, position) => seal(JSON.stringify([digestOf(query), position])),
    open(query, cursor) {
      const opened = open(cursor)
      if (opened === undefined) throw invalid('cursor must be the nextCursor of the page before.')
      const [digest, position] = JSON.parse(opened) as [string, Position]
      if (digest !== digestOf(query))
        throw invalid(
          'cursor belongs to another list: send the filters and the sort of the page that it came with, or leave it out.',
        )
      return position
    },
  }
}

/** The same for the same question, in whichever order its fields were written. */
function digestOf(query: ListQuery): string {
  const fields = Object.entries(query)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
  // Half of a SHA-256: nobody gains by two questions that look alike, as each answer is filtered by its own.
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url').slice(0, 22)
}
