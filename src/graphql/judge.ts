import { type Document, parseDocument } from './document.ts'
import { GUARDED_NAMES } from './guarded-mutations.ts'
import type { Owners } from './ownership.ts'
import { invalidRequest, isRefusal } from './request-errors.ts'
import { isDivergent, makeMentions, touchesOurs } from './touches.ts'

export interface Judgement {
  /** `foreign`: nothing of the text is ours, however it is read, and it may go to GMS as it is. */
  by: 'foreign' | 'ours'
  /** The text, parsed; absent only where nothing of it is ours, and nothing GMS's own that is guarded. */
  document?: Document
}

export type Judge = (text: string) => Judgement

const FOREIGN: Judgement = { by: 'foreign' }

/**
 * Judges texts. Throws a GraphQLError where a text may hold something of ours that another parser of GraphQL would find
 * and this one does not: whoever is in doubt must not let a token be made elsewhere.
 */
export function makeJudge(owners: Owners): Judge {
  const mentionsAny = makeMentions([...owners.names.all, ...GUARDED_NAMES])
  const mentionsOwn = makeMentions([...owners.names.own, ...GUARDED_NAMES])
  return (text) => {
    if (!mentionsAny(text)) return FOREIGN
    if (isDivergent(text)) {
      throw invalidRequest(
        'The document holds a control character or a line separator. Send it in a variable, or as an escape such as \\u2028.',
      )
    }
    try {
      const document = parseDocument(text)
      return { by: touchesOurs(document, owners) ? 'ours' : 'foreign', document }
    } catch (error) {
      // GMS says what GraphQL is. But what is no GraphQL for us may be some for GMS.
      if (isRefusal(error) && !mentionsOwn(text)) return FOREIGN
      throw error
    }
  }
}
