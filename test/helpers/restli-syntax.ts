/** Rest.li 2.0's and DataHub's spelling of things, written from their documentation and from nothing of ours. */

/** A target that Rest.li or Urn.java would not take; GMS answers 400. */
export class BadSyntax extends Error {}

/** The query's parameters as sent; Rest.li decodes the elements of a list after it has found them. */
export function rawQuery(target: string): Map<string, string> {
  const [, query = ''] = target.split('?', 2)
  return new Map(query.split('&').map((pair) => pair.split('=', 2) as [string, string]))
}

/** `List(a,b)`, each element percent-encoded with `(`, `)`, `,`, `:` and `'` among what must be. */
export function restLiList(text: string | undefined): string[] {
  const [, inner] = /^List\((.*)\)$/.exec(text ?? '') ?? []
  if (inner === undefined) throw new BadSyntax(`no list: ${text}`)
  return inner.split(',').map((element) => {
    if (element === '' || /[():']/.test(element)) throw new BadSyntax(`reserved characters in ${element}`)
    return decodeURIComponent(element)
  })
}

/** Urn.java and TupleKey: a tuple of one loses its parentheses, so that two spellings are one urn. */
export function canonicalUrn(text: string): string {
  const [, type, key = ''] = /^urn:li:([a-z]\w*):(.+)$/su.exec(text) ?? []
  if (type === undefined || text.length > 512) throw new BadSyntax(`no urn: ${text}`)
  if (!key.startsWith('(')) return text
  if (!key.endsWith(')')) throw new BadSyntax(`no tuple: ${text}`)
  return key.includes(',') ? text : `urn:li:${type}:${key.slice(1, -1)}`
}
