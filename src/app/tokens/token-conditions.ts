import type { Caller } from '../../domain/caller.ts'
import { wordsOf } from '../../domain/name-words.ts'
import type { TokenState } from '../../domain/token-record.ts'
import { invalid, ServiceError } from '../../errors/service-error.ts'
import { checkLine } from '../plain-text.ts'
import type { TokenFilter } from '../ports/tokens.ts'

/** Which tokens somebody lists or revokes, each condition as they write it. Times are epoch milliseconds. */
export interface TokenConditions {
  ownerUrn?: string
  actorUrn?: string
  /** Beginnings of words of the name. */
  name?: string
  state?: TokenState
  lastUsedBefore?: number
  lastUsedAfter?: number
  expiresBefore?: number
  expiresAfter?: number
}

// A list could be walked with as many words as it has letters; nobody types so many.
const WORDS_MAX = 10

/** The conditions as a filter. Errors: INVALID_REQUEST. */
export function filterOf(conditions: TokenConditions): TokenFilter {
  const { ownerUrn, actorUrn, name, state, ...times } = conditions
  for (const [field, text] of Object.entries({ ownerUrn, actorUrn, name }))
    if (text !== undefined) checkLine(field, text, 300)
  if (name !== undefined) {
    const { length } = wordsOf(name)
    // Taken for "any name" it would list, or revoke, everything.
    if (length === 0) throw invalid('name must not be blank: send the beginning of a word, or leave it out.')
    if (length > WORDS_MAX) throw invalid(`name must have at most ${WORDS_MAX} words.`)
  }
  return {
    ...(ownerUrn !== undefined && { ownerUrns: [ownerUrn] }),
    ...(actorUrn !== undefined && { actorUrns: [actorUrn] }),
    ...(name !== undefined && { name }),
    ...(state !== undefined && { states: [state] }),
    ...times,
  }
}

/**
 * The conditions, narrowed to what is the caller's own: tokens that they made or, where they ask for `actorUrn` as
 * themselves, that stand for them. Errors: FORBIDDEN where they ask for somebody else's, INVALID_REQUEST.
 */
export function ownFilterOf({ principal }: Caller, conditions: TokenConditions): TokenFilter {
  const own = principal.actorUrn
  const { ownerUrn, actorUrn } = conditions
  if (actorUrn === own) return filterOf(conditions)
  if (ownerUrn === undefined || ownerUrn === own) return filterOf({ ...conditions, ownerUrn: own })
  throw new ServiceError('FORBIDDEN', {
    detail: `These are your own tokens only: those that you made (ownerUrn ${own}) or that stand for you (actorUrn ${own}). Others are under /admin/tokens.`,
  })
}
