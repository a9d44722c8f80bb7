import { Unreadable } from './unreadable.ts'

/** Parameters by name, decoded once: what stands behind `=` as it was written, in the order of the query. */
export type Query = ReadonlyMap<string, readonly string[]>

// `;` divides parameters for some readers.
const DIVERGENT = /;/

/** Reads `?a=b&c=d`, names decoded, values as they were written. Throws `Unreadable`. */
export function readQuery(search: string): Query {
  if (DIVERGENT.test(search)) throw new Unreadable('Write ; in a query as %3B.')
  const query = new Map<string, string[]>()
  for (const pair of search.slice(1).split('&')) {
    if (pair === '') continue
    const at = pair.indexOf('=')
    const name = decodedOnce(at === -1 ? pair : pair.slice(0, at))
    const values = query.get(name)
    const value = at === -1 ? '' : pair.slice(at + 1)
    if (values === undefined) query.set(name, [value])
    else values.push(value)
  }
  return query
}

/** A parameter that may stand once: decoded; `undefined` where it is absent. Throws `Unreadable`. */
export function single(query: Query, name: string): string | undefined {
  const values = query.get(name) ?? []
  if (values.length > 1) throw new Unreadable(`Write the parameter ${name} once.`)
  return values[0] === undefined ? undefined : decodedOnce(values[0])
}

/** A parameter that may be repeated, decoded. */
export function repeatable(query: Query, name: string): string[] {
  return (query.get(name) ?? []).map(decodedOnce)
}

/**
 * The elements of Rest.li 2.0's `List(a,b)`, each percent-encoded with what has a meaning there: `(`, `)`, `,`, `'`.
 * Throws `Unreadable`, also for protocol 1.0's repeated parameter.
 */
export function restLiList(query: Query, name: string): string[] {
  const elements = listElements(query, name).split(',')
  if (elements.some((element) => /[()']/.test(element))) throw badList(name)
  return elements.map(decodedOnce)
}

/** As `restLiList`, of records `List((urn:a,versionStamp:b),…)`: the field `urn` of each. */
export function restLiUrnsOfRecords(query: Query, name: string): string[] {
  const inner = listElements(query, name)
  if (!/^\([^()]*\)(?:,\([^()]*\))*$/.test(inner)) throw badList(name)
  return inner
    .slice(1, -1)
    .split('),(')
    .map((record) => {
      const urns = record.split(',').filter((field) => field.startsWith('urn:'))
      if (urns.length !== 1) throw badList(name)
      return decodedOnce((urns[0] as string).slice('urn:'.length))
    })
}

function listElements(query: Query, name: string): string {
  const values = query.get(name) ?? []
  const [, inner] = values.length === 1 ? (/^List\((.*)\)$/.exec(values[0] as string) ?? []) : []
  if (inner === undefined) throw badList(name)
  return inner
}

function badList(name: string): Unreadable {
  return new Unreadable(`Write ${name}=List(…) as Rest.li 2.0 does, its elements percent-encoded.`)
}

/** Percent-decodes; `+` is refused, which is a blank to some readers and itself to others. Throws `Unreadable`. */
function decodedOnce(text: string): string {
  if (text.includes('+')) throw new Unreadable('Write + in a query as %2B, and a blank as %20.')
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Unreadable('Percent-encode the query in UTF-8.')
  }
}
