import { RestLiError } from './rest-li.ts'
import type { Route } from './routes/route.ts'

/** Where a request goes, and the segment at `{urn}` of that route's path, else empty. */
export interface Match {
  route: Route
  urn: string
}

/** Routes by decoded path segments. Throws `RestLiError`: 404 for a path that no route has, 405 for its method. */
export function createRouter(
  routes: readonly Route[],
): (method: string, segments: readonly string[]) => Match {
  const table = routes.map((route) => ({ route, pattern: route.path.slice(1).split('/') }))
  return (method, segments) => {
    const matches = table.filter(({ pattern }) => fits(pattern, segments))
    if (matches.length === 0) throw new RestLiError(404, 'The sandbox GMS has nothing at this path.')
    const match = matches.find(({ route }) => route.method === method)
    if (match === undefined) {
      const allowed = matches.map(({ route }) => route.method).join(', ')
      throw new RestLiError(405, `This path takes ${allowed}.`, { Allow: allowed })
    }
    return { route: match.route, urn: match.pattern.at(-1) === '{urn}' ? (segments.at(-1) as string) : '' }
  }
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  return (
    pattern.length === segments.length && pattern.every((part, i) => part === '{urn}' || part === segments[i])
  )
}
