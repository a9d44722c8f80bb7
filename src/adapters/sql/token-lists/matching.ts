import { setImmediate } from 'node:timers/promises'
import type { Dialect } from '../../../../db/migration.ts'
import type { TokenBatch, TokenPosition } from '../../../app/ports/tokens.ts'
import type { Question } from './question.ts'
import { beyondPosition, type Direction, type Run, readStreams } from './read.ts'
import { leftOver, streamsOf } from './streams.ts'

const BY_TIME: Direction = { sort: 'created', order: 'asc' }

/** Matches in the order of creation, as many as asked however long it takes to find them. */
export async function matchingBatch(
  on: { run: Run; dialect: Dialect },
  question: Question,
  { after, limit }: { after: TokenPosition | undefined; limit: number },
): Promise<TokenBatch> {
  const found = await readStreams(on, streamsOf(question, 'created'), BY_TIME, {
    range: beyondPosition(BY_TIME, after),
    tested: leftOver(question, 'created'),
    limit: limit + 1,
  })
  // node:sqlite answers at once: without a pause batch after batch would let nobody else have their turn.
  if (on.dialect === 'sqlite') await setImmediate()
  return {
    ids: found.slice(0, limit).map(({ record }) => record.id),
    next: found.length > limit ? (found[limit - 1]?.position ?? null) : null,
  }
}
