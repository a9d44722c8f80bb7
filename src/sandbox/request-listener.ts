import type { IncomingMessage, RequestListener } from 'node:http'
import type { Caller } from './authentication.ts'
import { readBody } from './request-body.ts'
import { parseRequestTarget } from './request-target.ts'
import { type Answer, RestLiError, restLiErrorAnswer } from './rest-li.ts'
import type { Match } from './router.ts'
import { OPEN_PATHS } from './routes/open.ts'
import { unauthorizedAnswer } from './unauthorized.ts'

export interface RequestListenerParts {
  authenticate(request: IncomingMessage): Caller | undefined
  route(method: string, segments: readonly string[]): Match
}

/**
 * The one request listener: open paths, then authentication, then the routes, each failure with its own answer. Every
 * answer to a caller whom GMS recognised carries `X-Sandbox-Actor`, the actor's urn with `%` and all but printable ASCII
 * percent-encoded. DataHub has no such header: it lets a test see whom a request arrived as.
 */
export function createRequestListener(parts: RequestListenerParts): RequestListener {
  return async (request, response) => {
    const { answer, caller } = await handle(request, parts)
    const actor = caller === undefined ? {} : { 'X-Sandbox-Actor': printable(caller.actorUrn) }
    response.writeHead(answer.status, {
      ...answer.headers,
      ...actor,
      'Content-Length': Buffer.byteLength(answer.body),
    })
    response.end(answer.body)
  }
}

async function handle(
  request: IncomingMessage,
  { authenticate, route }: RequestListenerParts,
): Promise<{ answer: Answer; caller?: Caller | undefined }> {
  const { method = '', url = '' } = request
  let caller: Caller | undefined
  try {
    const { segments, query, rawQuery } = parseRequestTarget(url)
    const open = OPEN_PATHS.get(`/${segments.join('/')}`)
    if (open !== undefined) return { answer: openAnswer(method, open) }
    caller = authenticate(request)
    if (caller === undefined) return { answer: unauthorizedAnswer(url, request.headers.accept) }
    const match = route(method, segments)
    const answer = await match.route.handle({
      urn: match.urn,
      query,
      rawQuery,
      caller,
      body: () => readBody(request),
    })
    return { answer, caller }
  } catch (error) {
    return { answer: restLiErrorAnswer(error), caller }
  }
}

function openAnswer(method: string, open: () => Answer): Answer {
  if (method !== 'GET' && method !== 'HEAD')
    throw new RestLiError(405, 'This path takes GET.', { Allow: 'GET, HEAD' })
  return open()
}

// A user id may hold any character; a header that holds some of them makes Node throw.
function printable(urn: string): string {
  return urn.toWellFormed().replace(/%|[^\x21-\x7e]/gu, encodeURIComponent)
}
