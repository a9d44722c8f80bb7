import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Test } from 'tap'
import type { PolicyDocument } from '../../src/domain/policy/policy.ts'
import { BadSyntax, canonicalUrn, rawQuery, restLiList } from './restli-syntax.ts'

const SYSTEM_CLIENT_ID = '__datahub_system'
export const SYSTEM_CLIENT_SECRET = 'secret-of-the-tests'

type Aspects = Record<string, object>

/** Takes the place of an answer: `true` where it has answered, or never will. */
export type Interference = (request: IncomingMessage, response: ServerResponse) => boolean

/** A DataHub with people in it: what it knows, what it was asked, and what a test does to it. */
export interface DirectoryGms {
  url: string
  /** Aspects by URN. A user without `corpUserKey` does not exist; delete the entry to delete the user. */
  entities: Map<string, Aspects>
  /** Native passwords by URN. */
  passwords: Map<string, string>
  inviteTokens: Set<string>
  /** Reset tokens, with whose they are. */
  resetTokens: Map<string, string>
  /** Targets of reads of entities, oldest first. */
  reads: string[]
  /** Paths of the other requests, oldest first. */
  calls: string[]
  /** Whether `/auth` says why somebody is not let in, as newer GMS does. */
  tellsWhy: boolean
  interfere: Interference
}

/** A user as DataHub keeps them, with these aspects besides. */
export function gmsUser(urn: string, aspects: Aspects = {}): [string, Aspects] {
  const username = urn.slice('urn:li:corpuser:'.length)
  return [
    urn,
    {
      corpUserKey: { username },
      corpUserInfo: { active: true, displayName: username },
      corpUserStatus: {
        status: 'ACTIVE',
        lastModified: { time: 1_790_000_000_000, actor: 'urn:li:corpuser:datahub' },
      },
      ...aspects,
    },
  ]
}

/** Policies as DataHub keeps them. */
export function gmsPolicies(policies: readonly PolicyDocument[]): [string, Aspects][] {
  return policies.map(({ urn, info }) => [urn, { dataHubPolicyKey: {}, dataHubPolicyInfo: info }])
}

/**
 * A small GMS: entities by Rest.li (`GET /entitiesV2?ids=List(…)&aspects=List(…)`, `listUrns`), sessions, and native users
 * (AuthServiceController.java). Whatever else it is asked it answers with the Authorization field that it got.
 */
export async function startDirectoryGms(t: Test): Promise<DirectoryGms> {
  const gms: DirectoryGms = {
    url: '',
    entities: new Map(),
    passwords: new Map(),
    inviteTokens: new Set(),
    resetTokens: new Map(),
    reads: [],
    calls: [],
    tellsWhy: true,
    interfere: () => false,
  }
  const server = createServer((request, response) => {
    const { url = '' } = request
    if (url.startsWith('/entitiesV2')) gms.reads.push(url)
    else gms.calls.push(url)
    if (gms.interfere(request, response)) return
    void answer(gms, request).then(({ status, body }) => {
      response.writeHead(status, { 'content-type': 'application/json' })
      response.end(body === undefined ? '' : JSON.stringify(body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  t.teardown(() => {
    server.closeAllConnections()
    server.close()
  })
  gms.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return gms
}

interface Answer {
  status: number
  body?: unknown
}

async function answer(gms: DirectoryGms, request: IncomingMessage): Promise<Answer> {
  const { url = '', headers, method } = request
  const sent = await text(request)
  const isSystem = headers.authorization === `Basic ${SYSTEM_CLIENT_ID}:${SYSTEM_CLIENT_SECRET}`
  if (url.startsWith('/auth/')) {
    if (!isSystem || method !== 'POST') return { status: 401 }
    return auth(gms, url, JSON.parse(sent) as Record<string, unknown>)
  }
  if (url === '/aspects?action=ingestProposal') return isSystem ? ingest(gms, sent) : { status: 401 }
  if (url === '/entities?action=listUrns') return isSystem ? listUrns(gms, sent) : { status: 401 }
  if (!url.startsWith('/entitiesV2')) return { status: 200, body: { authorization: headers.authorization } }
  if (!isSystem) return { status: 401 }
  if (headers['x-restli-protocol-version'] !== '2.0.0' || method !== 'GET') return { status: 400 }
  try {
    return { status: 200, body: batch(gms, url) }
  } catch (error) {
    if (error instanceof BadSyntax || error instanceof URIError) return { status: 400 }
    throw error
  }
}

// EntityServiceImpl.java: `count` is what there is on the page.
function listUrns({ entities }: DirectoryGms, sent: string): Answer {
  const { entity, start, count } = JSON.parse(sent)
  const urns = [...entities.keys()].filter((urn) => urn.startsWith(`urn:li:${entity}:`)).sort()
  const page = urns.slice(start, start + count)
  return { status: 200, body: { value: { start, count: page.length, total: urns.length, entities: page } } }
}

// AspectResource.java: the first aspect of an entity brings its key along.
function ingest({ entities }: DirectoryGms, sent: string): Answer {
  const { entityType, entityUrn, aspectName, aspect, changeType } = JSON.parse(sent).proposal
  if (changeType !== 'UPSERT' || aspect.contentType !== 'application/json') return { status: 400 }
  const kept = entities.get(entityUrn) ?? (entityType === 'corpuser' ? { corpUserKey: {} } : {})
  entities.set(entityUrn, { ...kept, [aspectName]: JSON.parse(aspect.value) })
  return { status: 200, body: { value: entityUrn } }
}

// EntityV2Resource.java, EntityServiceImpl.java: every urn is answered, one that is unknown with its key aspect alone.
function batch({ entities }: DirectoryGms, target: string): object {
  const query = rawQuery(target)
  const names = restLiList(query.get('aspects'))
  const results = restLiList(query.get('ids')).map((spelled) => {
    const urn = canonicalUrn(spelled)
    const entityName = urn.split(':')[2] ?? ''
    const key = entityName === 'corpuser' ? 'corpUserKey' : `${entityName}Key`
    const kept: Aspects = { [key]: {}, ...entities.get(urn) }
    const aspects = Object.entries(kept)
      .filter(([name]) => name === key || names.includes(name))
      .map(([name, value]) => [name, enveloped(name, value)])
    return [urn, { urn, entityName, aspects: Object.fromEntries(aspects) }]
  })
  return { results: Object.fromEntries(results), statuses: {}, errors: {} }
}

function enveloped(name: string, value: object): object {
  const created = { time: 1_790_000_000_000, actor: 'urn:li:corpuser:__datahub_system' }
  return { name, type: 'VERSIONED', version: 0, value, created }
}

function auth(gms: DirectoryGms, path: string, body: Record<string, unknown>): Answer {
  const { passwords, inviteTokens, resetTokens, entities } = gms
  const { userId, userUrn, password, fullName, email, title, inviteToken, resetToken } = body as Record<
    string,
    string
  >
  const urn = userUrn ?? ''
  switch (path) {
    case '/auth/generateSessionTokenForUser': {
      if (userId === undefined) return { status: 400 }
      const loginDenialReason = denial(gms, `urn:li:corpuser:${userId}`)
      return loginDenialReason !== undefined && gms.tellsWhy
        ? { status: 403, body: { loginDenialReason } }
        : { status: 200, body: { accessToken: `session of ${userId}` } }
    }
    case '/auth/verifyNativeUserCredentials': {
      if (userUrn === undefined || password === undefined) return { status: 400 }
      const doesPasswordMatch = passwords.get(canonicalUrn(urn)) === password
      const loginDenialReason = doesPasswordMatch ? denial(gms, canonicalUrn(urn)) : 'INVALID_CREDENTIALS'
      return { status: 200, body: { doesPasswordMatch, ...(gms.tellsWhy ? { loginDenialReason } : {}) } }
    }
    case '/auth/signUp': {
      if ([fullName, email, title, password].includes(undefined as never)) return { status: 400 }
      if (!inviteTokens.has(inviteToken ?? '')) return { status: 400 }
      if (entities.has(urn)) return { status: 500 }
      entities.set(...gmsUser(urn, { corpUserInfo: { active: true, fullName, email, title } }))
      passwords.set(urn, password ?? '')
      return { status: 200, body: { isNativeUserCreated: true } }
    }
    case '/auth/resetNativeUserCredentials': {
      if (password === undefined || resetToken === undefined) return { status: 400 }
      if (resetTokens.get(resetToken) !== urn) return { status: 500 }
      resetTokens.delete(resetToken)
      passwords.set(urn, password)
      return { status: 200, body: { areNativeUserCredentialsReset: true } }
    }
    default:
      return { status: 404 }
  }
}

// UserSessionEligibilityChecker.java
function denial({ entities }: DirectoryGms, urn: string): string | undefined {
  const aspects = entities.get(urn) as Record<string, Record<string, unknown>> | undefined
  if (aspects?.corpUserKey === undefined) return 'HARD_DELETED'
  if (aspects.status?.removed === true) return 'SOFT_DELETED'
  if (aspects.corpUserStatus?.status === 'SUSPENDED') return 'SUSPENDED'
  if (aspects.corpUserInfo === undefined && aspects.corpUserStatus === undefined) return 'NOT_PROVISIONED'
  return undefined
}
