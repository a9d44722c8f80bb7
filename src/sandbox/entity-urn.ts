import { RestLiError } from './rest-li.ts'

// UTF-16 units; DataHub counts Java's chars, which are the same.
const URN_LENGTH_MAX = 512
const URN = /^urn:([a-z][a-z0-9-]{0,31}):([a-z]\w*):(.+)$/s

/** A urn taken apart. `text` is its canonical spelling, `parts` the elements of its key, at least one. */
export interface EntityUrn {
  text: string
  entityType: string
  parts: readonly string[]
}

/**
 * Parses a urn by the rules of DataHub's Urn.java and TupleKey: the key is one string, or several in parentheses parted
 * by commas that are in no inner parentheses (`urn:li:dataset:(urn:li:dataPlatform:hive,db.t,PROD)`); a tuple of one
 * loses its parentheses. Throws `RestLiError` 400.
 */
export function parseUrn(text: string): EntityUrn {
  const urn = tryParseUrn(text)
  if (urn === undefined)
    throw new RestLiError(400, `Not a urn of an entity: "${text.slice(0, URN_LENGTH_MAX)}".`)
  return urn
}

/** As `parseUrn`, with `undefined` for what is no urn. */
export function tryParseUrn(text: string): EntityUrn | undefined {
  const [, namespace, entityType, key] = (text.length <= URN_LENGTH_MAX && URN.exec(text)) || []
  if (namespace === undefined || entityType === undefined || key === undefined) return undefined
  if (!key.startsWith('(')) return { text, entityType, parts: [key] }
  const parts = tupleParts(key)
  if (parts === undefined) return undefined
  const canonical = parts.length === 1 ? `urn:${namespace}:${entityType}:${parts[0]}` : text
  return { text: canonical, entityType, parts }
}

/** The urn of an entity of this type with these key parts, as Urn.createFromTuple writes it. Throws `RestLiError` 400. */
export function urnFromKey(entityType: string, parts: readonly string[]): EntityUrn {
  const key = parts.length === 1 ? parts[0] : `(${parts.join(',')})`
  return parseUrn(`urn:li:${entityType}:${key}`)
}

function tupleParts(key: string): string[] | undefined {
  const parts: string[] = []
  let depth = 0
  let start = 1
  for (let i = 0; i < key.length; i++) {
    const char = key[i]
    if (char === '(') depth++
    else if (char === ')') depth--
    const ends = depth === 0 || (depth === 1 && char === ',')
    if (ends) {
      parts.push(key.slice(start, i))
      start = i + 1
    }
    if (depth === 0 && i < key.length - 1) return undefined
  }
  return depth === 0 && parts.every((part) => part.length > 0) ? parts : undefined
}
