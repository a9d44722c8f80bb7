import { endOfString, repeatedName } from '../repeated-name.ts'
import type { GmsRequestHead } from './judgement.ts'
import { Unreadable } from './unreadable.ts'

// GMS's own bodies stay below ten levels; a policy or a dashboard written as objects needs a few more. Everything that
// walks a body recurses as deep, which is far from what a stack holds.
const DEPTH_MAX = 64

// One media type, in UTF-8. Rest.li also takes PSON, protobuf, LICHIN and multipart/mixed, and a form that tunnels another
// request; Spring decodes a string body in the charset that is stated.
const JSON_IN_UTF8 = /^application\/(?:[\w.-]+\+)?json(?:\s*;\s*charset="?utf-8"?)?\s*$/i

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * A body as every reader reads it: JSON (RFC 8259) in UTF-8 without a byte order mark, no name twice in an object, at most
 * 64 deep. Without a content type it is read as JSON, as Rest.li and Spring's string bodies are. An empty one is
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
  // Before it is parsed: 16 MiB of brackets take two seconds to become lists.
  if (nestsDeeperThan(DEPTH_MAX, text)) throw new Unreadable(`Nest the body no deeper than ${DEPTH_MAX}.`)
  try {
    value = JSON.parse(text)
  } catch {
    throw new Unreadable('Send one JSON value, without a byte order mark.')
  }
  const repeated = repeatedName(text)
  if (repeated !== undefined)
    throw new Unreadable(`Name ${JSON.stringify(repeated.slice(0, 100))} once in an object.`)
  return value
}

function nestsDeeperThan(depthMax: number, text: string): boolean {
  const sign = /["{}[\]]/g
  let depth = 0
  for (let found = sign.exec(text); found !== null; found = sign.exec(text)) {
    if (found[0] === '"') {
      sign.lastIndex = endOfString(text, found.index)
      if (sign.lastIndex === 0) return false
    } else if (found[0] === '}' || found[0] === ']') depth--
    else if (++depth > depthMax) return true
  }
  return false
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
