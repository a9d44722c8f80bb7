import { endOfString, repeatedName } from '../repeated-name.ts'
import type { GmsRequestHead } from './judgement.ts'
import { Unreadable } from './unreadable.ts'

// GMS's own bodies stay below ten levels; a policy or a dashboard written as objects needs a few more. Everything that
// walks a body recurses as deep, which is far from what a stack holds.
const DEPTH_MAX = 64

// Reading the worst of so many, objects with a name each that no other has, holds the process for some 0.2 s; 16 MiB of
// lists hold it for 9 s. A thousand proposals of Rest.li have some 10,000, for their aspects are strings; 4 MB of aspects
// written as objects have so many.
const VALUES_MAX = 200_000

// One media type, in UTF-8. Rest.li also takes PSON, protobuf, LICHIN and multipart/mixed, and a form that tunnels another
// request; Spring decodes a string body in the charset that is stated.
const JSON_IN_UTF8 = /^application\/(?:[\w.-]+\+)?json(?:\s*;\s*charset="?utf-8"?)?\s*$/i

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A body as every reader reads it: JSON (RFC 8259) in UTF-8 without a byte order mark, no name twice in an object, at most
 * 64 deep, of at most 200,000 values. Without a content type it is read as JSON, as Rest.li and Spring's string bodies are. An empty one is
 * `undefined`. Throws `Unreadable`.
 */
export function readJsonBody({ contentType, contentEncoding }: GmsRequestHead, body: Uint8Array): unknown {
  if (body.length === 0) return undefined
  if (contentEncoding !== undefined && !/^(?:identity)?$/i.test(contentEncoding.trim())) {
    throw new Unreadable('Send the body without Content-Encoding.')
  }
  if (contentType !== undefined && !JSON_IN_UTF8.test(contentType.trim())) {
    throw new Unreadable('Send the body as application/json, in UTF-8.')
  }
  return parse(body)
}

function parse(body: Uint8Array): unknown {
  let text: string
  let value: unknown
  try {
    text = utf8.decode(body)
  } catch {
    throw new Unreadable('Send the body in UTF-8.')
  }
  const { depth, values, names } = shapeOf(text)
  if (depth > DEPTH_MAX) throw new Unreadable(`Nest the body no deeper than ${DEPTH_MAX}.`)
  if (values > VALUES_MAX)
    throw new Unreadable(`Send a body of no more than ${VALUES_MAX} values. Send it in parts.`)
  try {
    value = JSON.parse(text)
  } catch {
    throw new Unreadable('Send one JSON value, without a byte order mark.')
  }
  // What an object has twice it has once when it is parsed.
  if (namesIn(value) < names) {
    const repeated = repeatedName(text) as string
    throw new Unreadable(`Name ${JSON.stringify(repeated.slice(0, 100))} once in an object.`)
  }
  return value
}

/**
 * How deep a text nests, about how many values it has, and how many names, before it is parsed: that is what takes time.
 * Ends where a bound is passed, and of what is no JSON with anything.
 */
function shapeOf(text: string): { depth: number; values: number; names: number } {
  const sign = /["{}[\],:]/g
  let open = 0
  let depth = 0
  let values = 0
  let names = 0
  while (depth <= DEPTH_MAX && values <= VALUES_MAX) {
    const found = sign.exec(text)?.[0]
    if (found === undefined) break
    if (found === '"') {
      sign.lastIndex = endOfString(text, sign.lastIndex - 1)
      if (sign.lastIndex === 0) break
    } else if (found === ':') names++
    else if (found === '}' || found === ']') open--
    else {
      values++
      if (found !== ',') depth = Math.max(depth, ++open)
    }
  }
  return { depth, values, names }
}

function namesIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0
  const within = Object.values(value)
  let names = Array.isArray(value) ? 0 : within.length
  for (const each of within) names += namesIn(each)
  return names
}

/** An own property of an object; `undefined` of anything else. */
export function fieldOf(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

/** A field that is a string, or left out: absent or null. Throws `Unreadable`. */
export function textOf(value: unknown, name: string): string | undefined {
  const text = fieldOf(value, name) ?? undefined
  if (text === undefined || typeof text === 'string') return text
  throw new Unreadable(`${name} is to be a string.`)
}

/** The elements of a list. Throws `Unreadable`. */
export function listOf(value: unknown, name: string): readonly unknown[] {
  if (Array.isArray(value)) return value
  throw new Unreadable(`${name} is to be a list.`)
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
