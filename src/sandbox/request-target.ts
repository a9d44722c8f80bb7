import { RestLiError } from './rest-li.ts'

/** A request target taken apart: percent-decoded path segments, percent-decoded query parameters. */
export interface RequestTarget {
  segments: readonly string[]
  query: ReadonlyMap<string, string>
  /** As sent: the elements of a list may hold encoded commas. */
  rawQuery: ReadonlyMap<string, string>
}

/**
 * Takes apart an origin-form target (`/entities/urn%3Ali%3Acorpuser%3Aalice?aspects=List(status)`). Each segment is
 * decoded by itself and once, so that a urn may come raw or encoded and a `%2F` in it starts no new segment; of a
 * repeated query parameter the first counts. Throws `RestLiError` 400 for malformed percent-encoding.
 */
export function parseRequestTarget(target: string): RequestTarget {
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  const rawQuery = new Map<string, string>()
  for (const pair of mark === -1 ? [] : target.slice(mark + 1).split('&')) {
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    if (!rawQuery.has(name)) rawQuery.set(name, equals === -1 ? '' : pair.slice(equals + 1))
  }
  const query = new Map(Array.from(rawQuery, ([name, value]) => [name, decode(value)]))
  return { segments: path.slice(1).split('/').map(decode), query, rawQuery }
}

/**
 * The elements of a Rest.li 2.0 list (`List(status,ownership)`), or of one bare value. Good for aspect names, which
 * hold neither commas nor parentheses.
 */
export function parseRestLiList(text: string): string[] {
  const list = /^List\((.*)\)$/.exec(text)
  if (list === null) return [text]
  return list[1] === '' ? [] : (list[1] as string).split(',')
}

/**
 * The keys of a BATCH_GET, a Rest.li 2.0 list as sent: of each key the characters that have a meaning in it are
 * percent-encoded. Throws `RestLiError` 400 for anything else.
 */
export function parseRestLiKeys(raw: string): string[] {
  const list = /^List\(([^()']*)\)$/.exec(raw)
  if (list === null)
    throw new RestLiError(400, 'The keys must be a list: ids=List(<key>,<key>), percent-encoded.')
  return list[1] === '' ? [] : (list[1] as string).split(',').map(decode)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new RestLiError(400, 'The request target holds malformed percent-encoding.')
  }
}
