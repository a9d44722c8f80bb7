import type { Test } from 'tap'
import { Secret } from '../../src/domain/secret.ts'
import { type SandboxGms, type SandboxGmsOptions, startSandboxGms } from '../../src/sandbox/index.ts'
import { RestLiError } from '../../src/sandbox/rest-li.ts'

export const SYSTEM_CLIENT_ID = '__datahub_system'
export const SYSTEM_URN = `urn:li:corpuser:${SYSTEM_CLIENT_ID}`
export const SYSTEM_SECRET = 'sandbox-system-secret'
export const SYSTEM_CREDENTIALS = `Basic ${SYSTEM_CLIENT_ID}:${SYSTEM_SECRET}`
export const DATASET_URN = 'urn:li:dataset:(urn:li:dataPlatform:hive,db.t,PROD)'

export interface Reply {
  status: number
  headers: Headers
  text: string
  /** The body as JSON, or `undefined` where it is something else. */
  json: unknown
}

export interface SandboxClient {
  url: string
  /** As the system client, unless `headers` say otherwise. */
  get(path: string, headers?: Record<string, string>): Promise<Reply>
  /** A string is sent as it is, anything else as JSON. */
  post(path: string, body: unknown, headers?: Record<string, string>): Promise<Reply>
  send(path: string, init?: RequestInit): Promise<Reply>
}

/** A sandbox GMS that closes when the test ends, and a client of it. */
export async function sandboxFor(t: Test, options: Partial<SandboxGmsOptions> = {}): Promise<SandboxClient> {
  const gms: SandboxGms = await startSandboxGms({
    systemClientId: SYSTEM_CLIENT_ID,
    systemClientSecret: new Secret(SYSTEM_SECRET),
    authEnabled: true,
    sessionTokenDurationMs: 86_400_000,
    ...options,
  })
  t.teardown(() => gms.close())

  async function send(path: string, init: RequestInit = {}): Promise<Reply> {
    const response = await fetch(gms.url + path, init)
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, json: jsonOrUndefined(text) }
  }
  return {
    url: gms.url,
    send,
    get: (path, headers = {}) => send(path, { headers: { authorization: SYSTEM_CREDENTIALS, ...headers } }),
    post: (path, body, headers = {}) =>
      send(path, {
        method: 'POST',
        body: typeof body === 'string' ? body : JSON.stringify(body),
        headers: { authorization: SYSTEM_CREDENTIALS, ...headers },
      }),
  }
}

/** A session token for this user, as Latchkey asks for one. */
export async function sessionTokenFor(gms: SandboxClient, userId: string): Promise<string> {
  const { json } = await gms.post('/auth/generateSessionTokenForUser', { userId })
  return (json as { accessToken: string }).accessToken
}

export interface ProposalFields {
  entityType?: string
  entityUrn?: string | undefined
  changeType?: string | undefined
  [field: string]: unknown
}

/** An UPSERT of one aspect of the test's dataset, unless `fields` say otherwise. */
export function proposal(aspectName: string, value: unknown, fields: ProposalFields = {}): object {
  const aspect = { value: JSON.stringify(value), contentType: 'application/json' }
  return {
    entityType: 'dataset',
    entityUrn: DATASET_URN,
    aspectName,
    changeType: 'UPSERT',
    aspect,
    ...fields,
  }
}

/** Matches the body of a Rest.li error with this status. */
export function restLiError(status: number, message: RegExp): object {
  return { exceptionClass: 'com.linkedin.restli.server.RestLiServiceException', message, status }
}

/** The status of the `RestLiError` that `run` throws, or `undefined` where it throws none. */
export function refusalOf(run: () => unknown): number | undefined {
  try {
    run()
    return undefined
  } catch (error) {
    if (error instanceof RestLiError) return error.status
    throw error
  }
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
