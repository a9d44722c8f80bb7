import type { Endpoint } from './endpoint.ts'
import { OPEN_API } from './open-api.ts'
import { OPEN_API_ENTITIES } from './open-api-entities.ts'
import { REST_LI } from './rest-li.ts'
import { Unreadable } from './unreadable.ts'

// What DataHub answers to anybody: whether it runs, how it is set up for clients, which schemas it has.
const OPEN = [
  '/health',
  '/health/live',
  '/config',
  '/config/search/export',
  '/openapi/up',
  '/openapi/check/ready',
  '/openapi/v3/api-docs',
  '/openapi/v3/api-docs/{rest...}',
  '/openapi/swagger-ui/{rest...}',
  '/schema-registry/api/{rest...}',
].map((path): Endpoint => ({ method: 'GET', path }))

/** Every endpoint of GMS that is known, the more literal ones first. */
export const ENDPOINTS: readonly Endpoint[] = [...REST_LI, ...OPEN_API, ...OPEN_API_ENTITIES, ...OPEN]

interface Pattern {
  literals: readonly (string | undefined)[]
  hasRest: boolean
  endpoint: Endpoint
}

const PATTERNS: readonly Pattern[] = ENDPOINTS.map((endpoint) => {
  const segments = segmentsOf(endpoint.path)
  const hasRest = segments.at(-1) === '{rest...}'
  const literals = (hasRest ? segments.slice(0, -1) : segments).map((segment) =>
    segment.startsWith('{') ? undefined : segment,
  )
  return { literals, hasRest, endpoint }
})

/** An endpoint with the segments of its pattern's names, decoded. */
export interface FoundEndpoint {
  endpoint: Endpoint
  path: Readonly<Record<string, string>>
}

/**
 * The row for a request; `undefined` where none fits. Literals are compared as they are written, segment by segment:
 * `/config-secret` is not `/config`. Throws `Unreadable` for what GMS may take for one of the rows all the same: another
 * case, escaped letters or slashes, an ending such as `.json`.
 */
export function findEndpoint(
  method: string,
  path: string,
  action: string | undefined,
): FoundEndpoint | undefined {
  const segments = segmentsOf(path)
  // Rest.li's multiplexer takes any requests in one body.
  if (/^mux\b/i.test(segments.at(-1) ?? '')) throw new Unreadable('Send each request by itself.')
  const onPath = PATTERNS.filter((pattern) => fits(pattern, segments))
  if (onPath.length === 0 && isNearly(path)) {
    throw new Unreadable('Write the path as it is documented: its case, no escapes in its words, no ending.')
  }
  const ofMethod = (wanted: string) =>
    onPath.find(
      ({ endpoint: each }) => each.method === wanted && (each.action === undefined || each.action === action),
    )
  const found = ofMethod(method) ?? (method === 'HEAD' ? ofMethod('GET') : undefined)
  return found === undefined
    ? undefined
    : { endpoint: found.endpoint, path: namedIn(found.endpoint.path, segments) }
}

function segmentsOf(path: string): string[] {
  return path.replace(/\/$/, '').split('/').slice(1)
}

function fits({ literals, hasRest }: Pattern, segments: readonly string[]): boolean {
  if (hasRest ? segments.length <= literals.length : segments.length !== literals.length) return false
  return literals.every((literal, at) => literal === undefined || literal === segments[at])
}

function isNearly(path: string): boolean {
  const words = segmentsOf(decoded(path)).map((word) => word.trim().toLowerCase())
  return PATTERNS.some(({ literals, hasRest }) => {
    if (hasRest ? words.length <= literals.length : words.length !== literals.length) return false
    return literals.every((literal, at) => {
      const word = words[at] as string
      return literal === undefined || word.replace(/[.;].*$/s, '').trim() === literal.toLowerCase()
    })
  })
}

function namedIn(pattern: string, segments: readonly string[]): Record<string, string> {
  const named: Record<string, string> = {}
  for (const [at, segment] of segmentsOf(pattern).entries()) {
    const name = /^\{(\w+)\}$/.exec(segment)?.[1]
    if (name === undefined) continue
    const value = decoded(segments[at] as string)
    // Spring may decode a path before it divides it (AntPathMatcher); of the names, only URNs have slashes.
    if (value.includes('/') && !value.startsWith('urn:')) throw new Unreadable('Write / in URNs only.')
    named[name] = value
  }
  return named
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Unreadable('Percent-encode the path in UTF-8.')
  }
}
