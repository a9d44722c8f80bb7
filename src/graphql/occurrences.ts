import type { Owners } from './ownership.ts'
import { overLimit } from './request-errors.ts'
import type { RootSelection } from './root-fields.ts'

const ROOT_FIELDS_MAX = 20
const MUTATIONS_MAX = 10

// What these answer with can be used at once: a request makes one, so that a stolen session cannot fill a drawer.
const ONCE = new Set(['createAccessToken', 'getAccessToken'])

/**
 * Refuses an operation that asks too often for what is ours, under whatever aliases: more than 20 of our root fields,
 * more than 10 of our mutations, more than one token. Throws a GraphQLError; nothing has run then.
 */
export function checkOccurrences(
  operation: string,
  selections: readonly RootSelection[],
  { ownerOf }: Owners,
): void {
  const ours = selections.filter(({ field }) => ownerOf(operation, field).by !== 'gms')
  const max = operation === 'mutation' ? MUTATIONS_MAX : ROOT_FIELDS_MAX
  if (ours.length > max) {
    throw overLimit(
      `The operation asks ${ours.length} times for fields that are answered here, and at most ${max} are. Send it in parts.`,
    )
  }
  if (ours.filter(({ field }) => ONCE.has(field)).length > 1) {
    throw overLimit('The operation makes more than one token. Send one operation for each.')
  }
}
