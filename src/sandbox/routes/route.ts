import type { Caller } from '../authentication.ts'
import { type Answer, RestLiError } from '../rest-li.ts'

/** A request to a route: what it names, who sends it, and its body, read when asked for. */
export interface SandboxRequest {
  /** The percent-decoded segment at `{urn}` in the route's path, else empty. */
  urn: string
  query: ReadonlyMap<string, string>
  /** The query as sent: the elements of a list may hold encoded commas. */
  rawQuery: ReadonlyMap<string, string>
  caller: Caller
  /** Rejects with `RestLiError` 413 for a body that is too large. */
  body(): Promise<string>
}

/** A path with its one method. Of a path's segments only the last may be the parameter `{urn}`. */
export interface Route {
  method: 'GET' | 'POST'
  path: string
  handle(request: SandboxRequest): Answer | Promise<Answer>
}

/** A Rest.li action route: `POST <path>?action=<name>`. Throws `RestLiError` 400 for an action that is not in `actions`. */
export function actionRoute(path: string, actions: Record<string, Route['handle']>): Route {
  const byName = new Map(Object.entries(actions))
  return {
    method: 'POST',
    path,
    handle(request) {
      const action = byName.get(request.query.get('action') ?? '')
      if (action === undefined) {
        throw new RestLiError(
          400,
          `The actions of the sandbox GMS at ${path} are: ${[...byName.keys()].join(', ')}.`,
        )
      }
      return action(request)
    },
  }
}
