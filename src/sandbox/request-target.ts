import { RestLiError } from './rest-li.ts'

/** A request target taken apart: percent-decoded path segments, percent-decoded query parameters. */
export interface RequestTarget {
  segments: readonly string[]
  query: ReadonlyMap<string, string>
}

/**
 * Takes apart an origin-form target (`/entities/urn%3Ali%3Acorpuser%3Aalice?aspects=List(status)`). Each segment is
 * decoded by itself and once, so that a urn may come raw or encoded and a `%2F` in it starts no new segment; of a
 * repeated query parameter the first counts. Throws `RestLiError` 400 for malformed percent-encoding.
 */
export function parseRequestTarget(target: string): RequestTarget {
  const mark = target.indexOf('?')
  const path = mark === -1 ? target : target.slice(0, mark)
  const query = new Map<string, string>()
  for (const pair of mark === -1 ? [] : target.slice(mark + 1).split('&')) {
    const equals = pair.indexOf('=')
    const name = decode(equals === -1 ? pair : pair.slice(0, equals))
    if (!query.has(name)) query.set(name, equals === -1 ? '' : decode(pair.slice(equals + 1)))
  }
  return { segments: path.slice(1).split('/').map(decode), query }
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

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new RestLiError(400, 'The request target holds malformed percent-encoding.')
  }
}
