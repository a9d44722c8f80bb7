import type { Test } from 'tap'
import { bearer, issueToken, signIn } from './person.ts'
import { type RunningService, startInProcess } from './service.ts'

export interface Answer {
  status: number
  headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests look at
  body: any
}

/** How somebody asks: header fields with a token or a cookie. */
export type As = Readonly<Record<string, string>>

export interface Administration {
  service: RunningService
  /** Root's session. */
  root: As
  cookie: string
  /** Asks the front door; a body is sent as JSON. */
  ask(as: As, method: string, path: string, body?: unknown): Promise<Answer>
  /** As `ask` by root; throws where the answer is none of success. */
  // biome-ignore lint/suspicious/noExplicitAny: what an answer holds is what the tests look at
  done(method: string, path: string, body?: unknown): Promise<any>
  /** Makes a user without a password, and a token that acts as them. */
  person(username: string): Promise<{ urn: string; path: string; as: As; token: string }>
  /** What the audit trail says, oldest first. */
  audited(filter?: string): Promise<{ action: string; subject: string | null; details: object }[]>
}

/** A service of its own with root signed in, for tests of what administrators do. */
export async function administration(
  t: Test,
  settings: Record<string, string> = {},
): Promise<Administration> {
  const service = await startInProcess(t, settings)
  const cookie = await signIn(service.front, 'datahub', settings.ROOT_PASSWORD ?? service.rootPassword ?? '')
  const root = { cookie }

  async function ask(as: As, method: string, path: string, body?: unknown): Promise<Answer> {
    const json: As = body === undefined ? {} : { 'content-type': 'application/json' }
    const answer = await fetch(`${service.front}${path}`, {
      method,
      headers: { ...as, ...json },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const text = await answer.text()
    return {
      status: answer.status,
      headers: answer.headers,
      body: /json/.test(answer.headers.get('content-type') ?? '') ? JSON.parse(text) : text,
    }
  }

  async function done(method: string, path: string, body?: unknown) {
    const answer = await ask({ ...root, ...(method === 'POST' ? SAME_ORIGIN : {}) }, method, path, body)
    if (answer.status >= 300)
      throw new Error(`${method} ${path} was answered ${answer.status}: ${JSON.stringify(answer.body)}`)
    return answer.body
  }

  return {
    service,
    root,
    cookie,
    ask,
    done,
    async person(username) {
      const { urn } = await done('POST', '/admin/users', { username })
      const { token } = await issueToken(service.front, cookie, {
        name: 'a test',
        duration: 'ONE_HOUR',
        actorUrn: urn,
      })
      return { urn, path: `/admin/users/${encodeURIComponent(urn)}`, as: bearer(token), token }
    },
    async audited(filter = '') {
      const { items } = await done('GET', `/admin/audit?limit=100${filter}`)
      return items.reverse()
    },
  }
}

/** What a browser says of a request of our own page's, so that a POST needs no body. */
export const SAME_ORIGIN = { 'sec-fetch-site': 'same-origin' }
