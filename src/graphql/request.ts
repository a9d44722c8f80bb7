import { repeatedName } from '../domain/repeated-name.ts'

/** What a client asks, read from its body. */
export interface GraphqlRequest {
  /** The body as it came, for a GMS that is handed it unchanged. */
  bytes: Uint8Array
  query: string
  operationName: string | null
  variables: Readonly<Record<string, unknown>> | null
}

/**
 * Reads a body as GMS does (GraphQLController.java): JSON whatever its type says, one object with `query`. `undefined`
 * for what GMS answers 400 with an empty body: no JSON, no object (a batch is none), no query; and here also for a query
 * or an operation name that is no string, variables that are no object, and a name that an object has twice.
 */
export function readGraphqlRequest(bytes: Uint8Array): GraphqlRequest | undefined {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8')
  const body = parseJson(text)
  // GMS reads these bytes again: what says one name twice could say two things.
  if (!isObject(body) || repeatedName(text) !== undefined) return undefined
  const { query, operationName = null, variables = null } = body
  if (typeof query !== 'string' || query.trim() === '') return undefined
  if (operationName !== null && typeof operationName !== 'string') return undefined
  if (variables !== null && !isObject(variables)) return undefined
  return { bytes, query, operationName: operationName || null, variables }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
