import type { Test } from 'tap'
import { type Administration, administration } from '../helpers/administration.ts'
import { type Answer, type RecordingGms, startRecordingGms } from '../helpers/recording-gms.ts'

export const ENFORCED = { REST_API_AUTHORIZATION_ENABLED: 'true' }

export interface World extends Administration {
  gms: RecordingGms
  bob: Awaited<ReturnType<Administration['person']>>
}

/** Latchkey in front of a GMS that records, with bob, who has no role. */
export async function world(t: Test, settings: Record<string, string> = {}, answer?: Answer): Promise<World> {
  const gms = await startRecordingGms(t, answer)
  const admin = await administration(t, {
    GMS_URL: gms.url,
    DIRECTORY: 'local',
    POLICIES: 'local',
    DATAHUB_SYSTEM_CLIENT_SECRET: 'secret-of-the-tests',
    ROOT_PASSWORD: 'a password for tests',
    ...settings,
  })
  const bob = await admin.person('bob')
  gms.requests.length = 0
  return { ...admin, gms, bob }
}

/** The targets of what reached GMS, but for what Latchkey itself asks there. */
export function targetsOf({ requests }: RecordingGms): string[] {
  return requests.map(({ target }) => target).filter((target) => !target.startsWith('/entitiesV2'))
}

interface Sent {
  method?: string
  body?: unknown
  headers?: Record<string, string>
}

/** Sends to a door with a token, and gives status and body. */
export async function send(url: string, token: string, { method = 'POST', body, headers = {} }: Sent = {}) {
  const answer = await fetch(url, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  return { status: answer.status, text: await answer.text() }
}

export const POLICY = 'urn:li:dataHubPolicy:0'

/** A proposal of `aspectName` for an entity. */
export function proposal(entityType: string, entityUrn: string, aspectName: string) {
  const aspect = { contentType: 'application/json', value: '{}' }
  return { proposal: { entityType, entityUrn, aspectName, changeType: 'UPSERT', aspect } }
}
