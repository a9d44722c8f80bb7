import { RestLiError } from './rest-li.ts'

export type JsonObject = Record<string, unknown>

/** Whether a parsed JSON value is an object: neither a list nor `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/**
 * The object in a JSON text; `what` names the text in the message. Throws `RestLiError` with `status` for anything that
 * is not JSON or not an object.
 */
export function parseJsonObject(text: string, what: string, status = 400): JsonObject {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw new RestLiError(status, `${what} is not JSON.`)
  }
  if (!isJsonObject(value)) throw new RestLiError(status, `${what} is not a JSON object.`)
  return value
}

/** The object at `parent[field]`. Throws `RestLiError` 400 where it is missing or something else. */
export function objectField(parent: JsonObject, field: string): JsonObject {
  const value = parent[field]
  if (!isJsonObject(value)) throw new RestLiError(400, `"${field}" must be a JSON object.`)
  return value
}

/** The string at `parent[field]`. Throws `RestLiError` 400 where it is missing or something else. */
export function stringField(parent: JsonObject, field: string): string {
  const value = parent[field]
  if (typeof value !== 'string') throw new RestLiError(400, `"${field}" must be a string.`)
  return value
}
