import { demandOn, type Endpoint, type EndpointRequest } from './endpoint.ts'
import { findEndpoint } from './endpoints.ts'
import { readJsonBody } from './json-body.ts'
import type { GmsDemand, GmsJudgement, GmsRequestHead } from './judgement.ts'
import { privilegesFor } from './operation-privileges.ts'
import { demandsOf, guardDemands, guardsNamedIn, textsOf } from './protected-writes.ts'
import { readQuery, single } from './query.ts'
import { anyOfType, resourceOf } from './subject.ts'
import { Unreadable } from './unreadable.ts'
import type { Write } from './writes.ts'

export interface JudgeOptions {
  /** Whether every endpoint is under a privilege (`REST_API_AUTHORIZATION_ENABLED`), or protected writes alone. */
  enforced: boolean
  /** What becomes of a request that no row fits, where every endpoint is under a privilege. */
  unmapped: 'allow' | 'deny'
}

// Each is a question to the policies, of some microseconds; a batch of reads of more than this is asked for in parts.
const DEMANDS_MAX = 1000

const READING_METHODS = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * What is to be found out before a request goes to GMS; never throws. Requests for GraphQL are judged elsewhere. Its
 * `method` must be the one that GMS carries out (see method-override.ts).
 */
export function judgeGmsRequest(head: GmsRequestHead, options: JudgeOptions): GmsJudgement {
  if (!options.enforced && READING_METHODS.has(head.method)) return { kind: 'open' }
  return readable(() => judgeHead(head, options))
}

function judgeHead(head: GmsRequestHead, options: JudgeOptions): GmsJudgement {
  const query = readQuery(head.search)
  const found = findEndpoint(head.method, head.path, single(query, 'action'))
  if (found === undefined) return judgeUnmapped(head, options)
  const { endpoint, path } = found
  const { enforced } = options
  // Servers have filters that count what a form says among the parameters of the query.
  if (endpoint.body !== true && /form/i.test(head.contentType ?? ''))
    throw new Unreadable('Send no form: its fields are parameters to some readers.')
  if (endpoint.body !== true) return judgeEndpoint(endpoint, { path, query, body: undefined }, enforced)
  if (!enforced && endpoint.writes === undefined && endpoint.guards === undefined) return { kind: 'open' }
  return judgedBy((body) =>
    judgeEndpoint(endpoint, { path, query, body: readJsonBody(head, body) }, enforced),
  )
}

function judgeUnmapped(head: GmsRequestHead, { enforced, unmapped }: JudgeOptions): GmsJudgement {
  if (enforced && unmapped === 'deny') return { kind: 'unmapped' }
  if (READING_METHODS.has(head.method)) return { kind: 'open' }
  return judgedBy((body) =>
    judgementOf(demandsOf(guardsNamedIn([head.path, head.search, ...textsOf(readJsonBody(head, body))]))),
  )
}

function judgeEndpoint(endpoint: Endpoint, request: EndpointRequest, enforced: boolean): GmsJudgement {
  const writes = endpoint.writes?.(request) ?? []
  const guards = [...guardDemands(writes), ...demandsOf(endpoint.guards?.(request) ?? [])]
  if (!enforced) return judgementOf(guards)
  return judgementOf([...guards, ...(endpoint.asks?.(request) ?? writes.map(demandOfWrite))])
}

function demandOfWrite({ type, urn, operation }: Write): GmsDemand {
  if (operation === undefined) throw new Unreadable('Write a changeType that DataHub has, such as UPSERT.')
  const resource = urn === undefined ? anyOfType(type as string) : resourceOf(urn)
  return demandOn(privilegesFor('ENTITY', operation, resource.type), resource)
}

// Each once: batches of many aspects of one entity ask one question. Of like ones, that which says what is written stays.
function judgementOf(demands: readonly GmsDemand[]): GmsJudgement {
  const different = new Map<string, GmsDemand>()
  for (const demand of demands) {
    const question = JSON.stringify([demand.anyOf, demand.resource])
    if (demand.writes !== undefined || !different.has(question)) different.set(question, demand)
  }
  if (different.size > DEMANDS_MAX) {
    throw new Unreadable(`Ask for no more than ${DEMANDS_MAX} entities in one request.`)
  }
  return different.size === 0 ? { kind: 'open' } : { kind: 'demands', demands: [...different.values()] }
}

function judgedBy(read: (body: Uint8Array) => GmsJudgement): GmsJudgement {
  return { kind: 'body', read: (body) => readable(() => read(body)) }
}

function readable(judge: () => GmsJudgement): GmsJudgement {
  try {
    return judge()
  } catch (error) {
    if (error instanceof Unreadable) return { kind: 'unreadable', detail: error.message }
    throw error
  }
}
