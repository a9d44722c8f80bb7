import { DatabaseSync } from 'node:sqlite'
import type { Test } from 'tap'
import { bearer, type Issued, issueToken, signIn } from '../helpers/person.ts'
import { type RunningService, startInProcess } from '../helpers/service.ts'

export const ROOT = 'urn:li:corpuser:datahub'
export const ALICE = 'urn:li:corpuser:alice'
export const BOB = 'urn:li:corpuser:bob'

/** A Latchkey in which alice and bob have no privileges and a token each, made for them by root. */
export interface Presented extends RunningService {
  cookie: string
  /** What each presents as themselves. */
  as: { root: Issued; alice: Issued; bob: Issued }
  /** A new token of somebody's, made by root. */
  make(actorUrn: string, request?: object): Promise<Issued>
  /** Changes the database behind the service's back, as another replica would. */
  sql(statement: string, ...values: (string | number | Buffer)[]): void
  /** How many records the audit trail has of an action on a token. */
  audited(action: string, token: Issued): number
}

export async function startPresented(t: Test): Promise<Presented> {
  const service = await startInProcess(t)
  const database = new DatabaseSync(`${service.folder}/data/latchkey.db`, { timeout: 5_000 })
  t.teardown(() => database.close())
  const sql: Presented['sql'] = (statement, ...values) => {
    database.prepare(statement).run(...values)
  }
  for (const urn of [ALICE, BOB])
    sql(
      "INSERT INTO users (urn, display_name, status, created_at) VALUES (?, ?, 'ACTIVE', 1)",
      Buffer.from(urn),
      urn,
    )
  const audited: Presented['audited'] = (action, { metadata }) =>
    database
      .prepare('SELECT 1 FROM audit WHERE action = ? AND subject = ?')
      .all(action, Buffer.from(metadata.urn as string)).length
  const cookie = await signIn(service.front, 'datahub', service.rootPassword ?? '')
  const make: Presented['make'] = (actorUrn, request = {}) =>
    issueToken(service.front, cookie, { name: 'presented', duration: 'ONE_HOUR', actorUrn, ...request })
  const [root, alice, bob] = [await make(ROOT), await make(ALICE), await make(BOB)]
  return { ...service, cookie, as: { root, alice, bob }, make, sql, audited }
}

export interface Answer {
  status: number
  headers: Headers
  text: string
  json: Record<string, unknown>
}

export type Form = string | Record<string, string>

/** Posts a form with a token's credential, or with none. */
export async function postForm(
  url: string,
  by: Issued | null,
  form: Form,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const answer = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      ...(by === null ? {} : bearer(by.token)),
      ...headers,
    },
    body: typeof form === 'string' ? form : new URLSearchParams(form).toString(),
  })
  const text = await answer.text()
  const json = (text === '' ? {} : JSON.parse(text)) as Answer['json']
  return { status: answer.status, headers: answer.headers, text, json }
}

/** Whether a token is accepted at the GMS door. */
export async function isAccepted({ gms }: RunningService, { token }: Issued): Promise<boolean> {
  return (
    (await fetch(`${gms}/entities/${encodeURIComponent(ROOT)}`, { headers: bearer(token) })).status !== 401
  )
}
