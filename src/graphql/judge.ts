import { type Document, parseDocument } from './document.ts'
import type { Owners } from './ownership.ts'
import { invalidRequest, isRefusal } from './request-errors.ts'
import { isDivergent, makeMentions, touchesOurs } from './touches.ts'

/** `foreign`: nothing of a text is ours, however it is read, and it may go to GMS as it is. Else the text, parsed. */
export type Judge = (text: string) => 'foreign' | Document

/**
 * Judges texts. Throws a GraphQLError where a text may hold something of ours that another parser of GraphQL would find
 * and this one does not: whoever is in doubt must not let a token be made elsewhere.
 */
export function makeJudge(owners: Owners): Judge {
  const mentionsAny = makeMentions(owners.names.all)
  const mentionsOwn = makeMentions(owners.names.own)
  return (text) => {
    if (!mentionsAny(text)) return 'foreign'
    if (isDivergent(text)) {
      throw invalidRequest(
        'The document holds a control character or a line separator. Send it in a variable, or as an escape such as \\u2028.',
      )
    }
    try {
      const document = parseDocument(text)
      return touchesOurs(document, owners) ? document : 'foreign'
    } catch (error) {
      // GMS says what GraphQL is. But what is no GraphQL for us may be some for GMS.
      if (isRefusal(error) && !mentionsOwn(text)) return 'foreign'
      throw error
    }
  }
}
