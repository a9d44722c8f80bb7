import { ServiceError } from '../../errors/service-error.ts'
import type { SendToGms } from './send.ts'
import { type SystemCredentials, systemClientRefused, systemHeaders } from './system-client.ts'

// DataHub's own POLICY_CACHE_FETCH_SIZE.
const PAGE_SIZE = 1000

/**
 * Ten times as many as DataHub's users have run into (datahub PR 9177). At about 2 kB each they take 200 MB while they are
 * compiled.
 */
const POLICIES_MAX = 100_000

// Pages of 100 at least; a GMS that gives fewer at a time would be asked without end.
const PAGES_MAX = POLICIES_MAX / 100

const ATTEMPTS_MAX = 3

interface Page {
  total: number
  urns: string[]
}

/**
 * The URNs of all policies in GMS's order, read page by page by Rest.li's `listUrns` (EntityResource.java), and again
 * where they changed meanwhile. Each page begins with the last of the one before: where it does not, one was removed and
 * another may have been passed over. Errors: GMS_CREDENTIALS_REFUSED, POLICIES_UNAVAILABLE for whatever else is no whole
 * list.
 */
export function makeListPolicyUrns(send: SendToGms, credentials: SystemCredentials): () => Promise<string[]> {
  const headers = [
    ...systemHeaders(credentials),
    'x-restli-protocol-version',
    '2.0.0',
    'content-type',
    'application/json',
  ]

  async function page(start: number): Promise<Page> {
    const body = JSON.stringify({ entity: 'dataHubPolicy', start, count: PAGE_SIZE })
    const path = '/entities?action=listUrns'
    const answer = await send({ method: 'POST', path, headers, body }).catch((cause: unknown) => {
      throw unavailable('GMS could not be asked for its policies', cause)
    })
    if (answer.status === 401 || answer.status === 403) throw systemClientRefused(answer.status)
    if (answer.status !== 200) throw unavailable(`GMS answered ${answer.status} to a list of policies`)
    const read = pageIn(Buffer.from(answer.body).toString('utf8'))
    if (read === undefined) throw unavailable('GMS answered with no list of policies')
    if (read.total > POLICIES_MAX)
      throw unavailable(`GMS has ${read.total} policies; at most ${POLICIES_MAX} are taken`)
    return read
  }

  /** `undefined` where they changed meanwhile. */
  async function attempt(): Promise<string[] | undefined> {
    const { total, urns: listed } = await page(0)
    for (let pages = 1; listed.length < total; pages++) {
      const last = listed.at(-1)
      if (last === undefined || pages >= PAGES_MAX) return undefined
      const next = await page(listed.length - 1)
      if (next.total !== total || next.urns[0] !== last || next.urns.length < 2) return undefined
      listed.push(...next.urns.slice(1))
    }
    return listed.length === total && new Set(listed).size === total ? listed : undefined
  }

  return async () => {
    for (let attempts = 0; attempts < ATTEMPTS_MAX; attempts++) {
      const urns = await attempt()
      if (urns !== undefined) return urns
    }
    throw unavailable(`GMS gave no whole list of its policies in ${ATTEMPTS_MAX} attempts`)
  }
}

function pageIn(text: string): Page | undefined {
  try {
    const { total, entities } = JSON.parse(text).value
    if (!Number.isSafeInteger(total) || total < 0 || !Array.isArray(entities)) return undefined
    return entities.every((urn) => typeof urn === 'string') ? { total, urns: entities } : undefined
  } catch {
    return undefined
  }
}

function unavailable(internal: string, cause?: unknown): ServiceError {
  return new ServiceError('POLICIES_UNAVAILABLE', { internal, cause })
}
