import type { AspectStore } from '../aspect-store.ts'
import { entitySpecOf } from '../entity-registry.ts'
import { parseUrn } from '../entity-urn.ts'
import { parseJsonObject } from '../json.ts'
import { parseProposal } from '../proposals.ts'
import { type Answer, RestLiError, restLiAnswer } from '../rest-li.ts'
import { actionRoute, type Route, type SandboxRequest } from './route.ts'

const VERSION = /^-?\d{1,15}$/

/**
 * AspectResource.java: `GET /aspects/{urn}?aspect=a&version=0`, `POST /aspects?action=ingestProposal` with `{proposal}`
 * and `ingestProposalBatch` with `{proposals}`. `async` makes no difference: what has been answered can be read.
 */
export function aspectRoutes(store: AspectStore): Route[] {
  return [
    { method: 'GET', path: '/aspects/{urn}', handle: (request) => read(store, request) },
    actionRoute('/aspects', {
      async ingestProposal({ body, caller }) {
        const change = parseProposal(parseJsonObject(await body(), 'The body').proposal)
        store.apply([change], caller.actorUrn)
        return restLiAnswer({ value: change.urn.text })
      },
      async ingestProposalBatch({ body, caller }) {
        const { proposals } = parseJsonObject(await body(), 'The body')
        if (!Array.isArray(proposals)) throw new RestLiError(400, '"proposals" must be a list.')
        store.apply(proposals.map(parseProposal), caller.actorUrn)
        return restLiAnswer({ value: 'success' })
      },
    }),
  ]
}

function read(store: AspectStore, { urn: text, query }: SandboxRequest): Answer {
  const urn = parseUrn(text)
  entitySpecOf(urn.entityType)
  const aspectName = query.get('aspect')
  const version = query.get('version')
  if (!aspectName || version === undefined || !VERSION.test(version)) {
    throw new RestLiError(
      400,
      'The query must name an "aspect" and a whole-numbered "version" (0 is the newest).',
    )
  }
  const found = store.find(urn.text, aspectName, Number(version))
  if (found === undefined)
    throw new RestLiError(404, `No ${aspectName} of ${urn.text} with version ${version}.`)
  return restLiAnswer({ version: found.version, aspect: { [found.recordName]: found.value } })
}
